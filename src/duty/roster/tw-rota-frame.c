// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-frame.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-reading.h"
#include "duty/tw-duty.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Reading a frame. Documents become a problem in the order of tw-rota-reading.h; what is wrong in
 * them is read in the way that does least harm and said in the notes, never guessed in silence.
 *
 * The weights of the objective, in points (tw-rota-demand.c), are far enough apart to rank: a head
 * missing for an hour costs 40 to 120 and more, a head missing in a tide 24 an hour at the usual
 * weight, an hour of work 3, a wish or a shift that begins 1 to 2, an evening more than one's fair
 * share 1, a head too many some 4 an hour but never more than leaving demand open, a change 0.5.
 */

#define MAX_HOURS 336
#define SHOWN_NAMES 5

void
tw_rota_note (TwRotaFrame *frame, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (frame->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

char *
tw_rota_join (GPtrArray *names)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, SHOWN_NAMES); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? _ (", ") : "", (char *) names->pdata[i]);
  if (names->len > SHOWN_NAMES)
    g_string_append_printf (list, _ (" and %u more"), names->len - SHOWN_NAMES);
  return g_string_free (list, FALSE);
}

guint
tw_rota_find_community (TwStreet *street, const char *id)
{
  for (guint i = 1; id && i < street->communities->len; i++)
    if (g_strcmp0 (g_array_index (street->communities, TwCommunity, i).label.key, id) == 0)
      return i;
  return 0;
}

guint
tw_rota_find_service (TwStreet *street, const char *key)
{
  for (guint i = 1; key && i < street->services->len; i++)
    if (g_strcmp0 (g_array_index (street->services, TwLabel, i).key, key) == 0)
      return i;
  return 0;
}

/* --- documents ------------------------------------------------------------------------------- */

/* Only those in use, by id, which is the same order on every device. */
static gint
compare_docs (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(TwDoc *const *) a)->id, (*(TwDoc *const *) b)->id);
}

static gint
compare_posts (gconstpointer a, gconstpointer b)
{
  const TwDoc *x = *(TwDoc *const *) a, *y = *(TwDoc *const *) b;
  int homes = g_strcmp0 (tw_json_get_string (x->body, "community", NULL),
                         tw_json_get_string (y->body, "community", NULL));
  int names =
      strcmp (tw_json_get_string (x->body, "name", ""), tw_json_get_string (y->body, "name", ""));

  return homes != 0 ? homes : names != 0 ? names : strcmp (x->id, y->id);
}

static GPtrArray *
read_type (TwStore *store, const char *type, GError **error)
{
  GPtrArray *docs = tw_query_docs_by_type (store, type, error);

  for (guint i = docs ? docs->len : 0; i > 0; i--)
    if (!tw_json_get_bool (((TwDoc *) docs->pdata[i - 1])->body, "active", TRUE))
      g_ptr_array_remove_index (docs, i - 1);
  if (docs)
    g_ptr_array_sort (docs, strcmp (type, "post") == 0 ? compare_posts : compare_docs);
  return docs;
}

static gboolean
read_documents (TwRotaReading *self, GError **error)
{
  self->people = read_type (self->store, "person", error);
  self->posts = self->people ? read_type (self->store, "post", error) : NULL;
  self->tides = self->posts ? read_type (self->store, "tide", error) : NULL;
  self->packs = self->tides ? read_type (self->store, "rulepack", error) : NULL;
  if (!self->packs)
    return FALSE;
  if (self->people->len == 0)
    {
      g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA,
                           _ ("There are no people to plan with: import them, or make the demo "
                              "street"));
      return FALSE;
    }
  if (self->posts->len == 0)
    {
      g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA,
                           _ ("There are no posts to staff: add some, or make the demo street"));
      return FALSE;
    }
  return TRUE;
}

static void
reading_clear (TwRotaReading *self)
{
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_clear_pointer (&self->tides, g_ptr_array_unref);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->place_docs, g_hash_table_unref);
}

/* --- the frame ------------------------------------------------------------------------------- */

static gboolean
check_options (const TwRotaFrameOptions *options, GError **error)
{
  gboolean wants_reason = options->overtime >= TW_ROSTER_OVERTIME_SPECIAL;
  const char *wrong = NULL;

  if (options->n_hours < 1 || options->n_hours > MAX_HOURS)
    wrong = _ ("A roster covers 1 to 336 hours");
  else if (options->from_us % TW_US_PER_SLOT != 0)
    wrong = _ ("A roster begins at a quarter of an hour");
  else if (wants_reason && (!options->overtime_reason || *options->overtime_reason == '\0'))
    wrong = _ ("Overtime for a special reason or an emergency wants that reason");
  if (wrong)
    g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE, wrong);
  return !wrong;
}

static TwRotaMade *
made_new (TwStreet *street, gint64 now_us, const TwRotaFrameOptions *options)
{
  TwRotaMade *made = g_new0 (TwRotaMade, 1);
  TwRotaFrame *frame = &made->frame;

  g_atomic_ref_count_init (&frame->refs);
  frame->from_us = options->from_us;
  frame->to_us = options->from_us + options->n_hours * TW_US_PER_HOUR;
  frame->read_us = now_us;
  frame->zone = g_time_zone_ref (street->zone);
  frame->street = tw_street_ref (street);
  frame->level = options->level;
  frame->notes = g_ptr_array_new_with_free_func (g_free);
  frame->person_index = g_hash_table_new (g_str_hash, g_str_equal);
  frame->post_index = g_hash_table_new (g_str_hash, g_str_equal);
  made->overtime_reason = g_strdup (options->overtime_reason);
  made->packs = g_ptr_array_new_with_free_func (g_free);
  made->skills = g_ptr_array_new_with_free_func (g_free);
  made->places = g_array_new (FALSE, TRUE, sizeof (TwRotaPlace));
  return made;
}

static gboolean
fill (TwRotaReading *reading, GError **error)
{
  reading->place_docs =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) tw_doc_free);
  tw_rota_read_grid (reading, (int) reading->posts->len, (int) reading->people->len);
  tw_rota_read_skills (reading);
  if (!tw_rota_read_posts (reading, error))
    return FALSE;
  tw_rota_read_people (reading);
  if (!tw_rota_read_rules (reading, error))
    return FALSE;
  tw_rota_read_tides (reading);
  tw_rota_read_demand (reading);
  tw_rota_read_ways (reading);
  tw_rota_read_doubts (reading);
  return tw_roster_problem_check (reading->frame->problem, error);
}

TwRotaFrame *
tw_rota_frame_new (TwStore *store, TwStreet *street, TwOutlook *outlook, gint64 now_us,
                   const TwRotaFrameOptions *options, GError **error)
{
  gboolean done;

  g_return_val_if_fail (store && street && options, NULL);
  if (!check_options (options, error))
    return NULL;
  TwRotaReading reading = { .made = made_new (street, now_us, options),
                            .store = store,
                            .street = street,
                            .outlook = outlook,
                            .options = options };
  reading.frame = &reading.made->frame;
  done = read_documents (&reading, error) && fill (&reading, error);
  reading_clear (&reading);
  if (done)
    return reading.frame;
  tw_rota_frame_unref (reading.frame);
  return NULL;
}

TwRotaFrame *
tw_rota_frame_ref (TwRotaFrame *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_rota_frame_unref (TwRotaFrame *self)
{
  TwRotaMade *made = (TwRotaMade *) self;

  g_return_if_fail (self);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint e = 0; made->barred_kinds && e < self->people->len; e++)
    g_free (made->barred_kinds[e]);
  g_free (made->barred_kinds);
  g_hash_table_unref (self->person_index);
  g_hash_table_unref (self->post_index);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_clear_pointer (&self->tides, g_ptr_array_unref);
  g_clear_pointer (&self->days, g_ptr_array_unref);
  tw_roster_problem_free (self->problem);
  g_free (self->terms);
  g_free (self->same_as);
  g_free (self->need_p50);
  g_free (self->need_p90);
  g_free (self->need_mean);
  g_ptr_array_unref (self->notes);
  g_time_zone_unref (self->zone);
  tw_street_unref (self->street);
  g_ptr_array_unref (made->packs);
  g_ptr_array_unref (made->skills);
  g_array_unref (made->places);
  g_free (made->overtime_reason);
  g_free (made);
}
