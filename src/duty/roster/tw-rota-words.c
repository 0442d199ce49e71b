// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-words.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-validate.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

gboolean
tw_rota_refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, message);
  return FALSE;
}

gboolean
tw_rota_refuse_write (GError **error, GError *local)
{
  if (!g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT))
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  g_error_free (local);
  return tw_rota_refuse (error, _ ("Somebody else changed this roster just now, at this or another "
                                   "console: nothing was done. Look at it again and repeat it"));
}

gboolean
tw_rota_check_right (const TwOfficer *actor, TwRights right, const char *deed, GError **error)
{
  if (actor->rights & right)
    return TRUE;
  return tw_rota_refuse (
      error,
      _ ("%s has no right to %s: let an officer who has it sit at this console, or choose who sits "
         "here under Officers"),
      actor->name, deed);
}

gint64
tw_rota_read_time (JsonObject *body, const char *member)
{
  const char *text = tw_json_get_string (body, member, NULL);
  gint64 t_us = 0;

  return text != NULL && tw_doc_time_parse (text, &t_us) ? t_us : 0;
}

void
tw_rota_set_time (JsonObject *body, const char *member, gint64 t_us)
{
  g_autofree char *text = tw_time_format_rfc3339 (t_us);

  json_object_set_string_member (body, member, text);
}

char *
tw_rota_dup_date (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime local;

  tw_time_to_local (t_us, zone, &local);
  return g_strdup_printf ("%04d-%02d-%02d", local.year, local.month, local.day);
}

gboolean
tw_rota_parse_date (const char *date, int n_days, GTimeZone *zone, gint64 *ret_t_us)
{
  TwLocalTime local = { 0 };
  GDate day;
  int end = 0;

  if (sscanf (date, "%4d-%2d-%2d%n", &local.year, &local.month, &local.day, &end) != 3 || end != 10
      || date[end] != '\0' || local.year < 1 || local.month < 1 || local.month > 12 || local.day < 1
      || !g_date_valid_dmy ((GDateDay) MIN (local.day, 99), (GDateMonth) local.month,
                            (GDateYear) local.year))
    return FALSE;
  g_date_set_dmy (&day, (GDateDay) local.day, (GDateMonth) local.month, (GDateYear) local.year);
  if (n_days > 0)
    g_date_add_days (&day, (guint) n_days);
  else
    g_date_subtract_days (&day, (guint) -n_days);
  local.year = g_date_get_year (&day);
  local.month = (int) g_date_get_month (&day);
  local.day = g_date_get_day (&day);
  *ret_t_us = tw_time_from_local (&local, zone);
  return TRUE;
}

char *
tw_rota_dup_times (gint64 from_us, gint64 to_us, GTimeZone *zone)
{
  TwLocalTime from, to;

  tw_time_to_local (from_us, zone, &from);
  tw_time_to_local (to_us, zone, &to);
  return g_strdup_printf ("%02d-%02d %02d:%02d-%02d:%02d", from.month, from.day, from.hour,
                          from.minute, to.hour, to.minute);
}

char *
tw_rota_dup_shift_words (const TwRotaFrame *frame, const TwShift *shift)
{
  g_autofree char *times = tw_rota_dup_times (shift->from_us, shift->to_us, frame->zone);
  GString *words = g_string_new (times);
  int last = -1;

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      int post = shift->stretches[i].post;
      if (shift->stretches[i].kind != TW_STRETCH_WORK || post < 0 || post == last)
        continue;
      const TwRotaPost *at = frame->posts->pdata[post];
      g_string_append_printf (words, "%s%s", _ (", "), at->name);
      last = post;
    }
  return g_string_free (words, FALSE);
}

gboolean
tw_rota_has_person (const TwRotaFrame *frame, JsonObject *shift)
{
  const char *person = tw_json_get_string (shift, "person", NULL);

  return person == NULL || g_hash_table_contains (frame->person_index, person);
}

GPtrArray *
tw_rota_list_gone (const TwRotaFrame *frame, JsonObject *shift)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_free);
  JsonArray *stretches = tw_json_get_array (shift, "stretches");

  if (!tw_rota_has_person (frame, shift))
    g_ptr_array_add (gone, g_strdup (tw_json_get_string (shift, "person", "")));
  for (guint i = 0; stretches != NULL && i < json_array_get_length (stretches); i++)
    {
      JsonNode *node = json_array_get_element (stretches, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      const char *post = pair != NULL && json_array_get_length (pair) == 2
                             ? json_array_get_string_element (pair, 0)
                             : NULL;
      if (post != NULL && g_str_has_prefix (post, "post:")
          && !g_hash_table_contains (frame->post_index, post))
        g_ptr_array_add (gone, g_strdup (post));
    }
  return gone;
}

char *
tw_rota_join_names (GPtrArray *names)
{
  enum { SHOWN = 5 };
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, SHOWN); i++)
    g_string_append_printf (words, "%s%s", i > 0 ? _ (", ") : "", (char *) names->pdata[i]);
  if (names->len > SHOWN)
    g_string_append_printf (words, _ (" and %u more"), names->len - SHOWN);
  return g_string_free (words, FALSE);
}

JsonObject *
tw_rota_dup_bare_body (JsonObject *body)
{
  static const char *const stamps[] = { "type", "hlc", "device", "id", "rev", NULL };
  JsonObject *bare = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_strv_contains (stamps, name))
      json_object_set_member (bare, name, json_node_copy (node));
  return bare;
}

static JsonObject *
write_audit (gint64 now_us, const TwOfficer *actor, const char *action, const char *subject,
             const char *detail)
{
  JsonObject *body = json_object_new ();

  tw_rota_set_time (body, "at", now_us);
  json_object_set_string_member (body, "who", actor->name);
  json_object_set_string_member (body, "action", action);
  if (subject != NULL)
    json_object_set_string_member (body, "subject", subject);
  if (detail != NULL)
    json_object_set_string_member (body, "detail", detail);
  return body;
}

void
tw_rota_put_audit (TwBatch *batch, gint64 now_us, const TwOfficer *actor, const char *action,
                   const char *subject, const char *detail)
{
  g_autofree char *id = tw_id_new ("audit", now_us, NULL);

  tw_batch_put (batch, id, NULL, write_audit (now_us, actor, action, subject, detail));
}

void
tw_rota_add_audit (TwDocStep *step, gint64 now_us, const TwOfficer *actor, const char *action,
                   const char *subject, const char *detail)
{
  g_autofree char *id = tw_id_new ("audit", now_us, NULL);

  tw_doc_step_add_lasting (step, id, write_audit (now_us, actor, action, subject, detail));
}
