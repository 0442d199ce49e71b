// SPDX-License-Identifier: Apache-2.0
/*
 * What happened to a shift. The store keeps revisions for merging, not what older ones said, so
 * each step that changes shifts leaves audit documents:
 *
 *   {"at", "who", "action": "shift.edit", "detail": label of the step,
 *    "shifts": {id: {"was": [person, from, to], "now": [...]}}}
 *
 * without "was" where the shift was made, without "now" where it went away. Together with the
 * audit of claims and overrides and with the editions of its days they tell the story.
 */
#include "config.h"

#include "duty/roster/tw-rota-history.h"

#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ACTION "shift.edit"
/* In one document, far from what fits. */
#define MAX_SHIFTS 100

/* --- keeping --------------------------------------------------------------------------------- */

static JsonArray *
write_side (JsonObject *body)
{
  JsonArray *side = json_array_new ();

  json_array_add_string_element (side, tw_json_get_string (body, "person", ""));
  json_array_add_string_element (side, tw_json_get_string (body, "from", ""));
  json_array_add_string_element (side, tw_json_get_string (body, "to", ""));
  return side;
}

static void
put_chunk (TwBatch *batch, const TwOfficer *actor, const char *label, JsonObject *shifts,
           gint64 now_us)
{
  g_autofree char *id = tw_id_new ("audit", now_us, NULL);
  JsonObject *body = json_object_new ();

  tw_rota_set_time (body, "at", now_us);
  json_object_set_string_member (body, "who", actor->name);
  json_object_set_string_member (body, "action", ACTION);
  json_object_set_string_member (body, "detail", label);
  json_object_set_object_member (body, "shifts", shifts);
  tw_batch_put (batch, id, NULL, body);
}

void
tw_rota_put_shift_audit (TwStore *store, TwBatch *batch, const char *label, JsonArray *docs,
                         gboolean back, gint64 now_us)
{
  g_autoptr (TwOfficer) actor = tw_rota_dup_actor (store);
  JsonObject *shifts = json_object_new ();

  for (guint i = 0; i < json_array_get_length (docs); i++)
    {
      JsonObject *entry = json_array_get_object_element (docs, i), *shift;
      const char *id = tw_json_get_string (entry, "id", "");
      JsonObject *was = tw_json_get_object (entry, back ? "after" : "before");
      JsonObject *now = tw_json_get_object (entry, back ? "before" : "after");
      if (!g_str_has_prefix (id, "shift:"))
        continue;
      shift = json_object_new ();
      if (was != NULL)
        json_object_set_array_member (shift, "was", write_side (was));
      if (now != NULL)
        json_object_set_array_member (shift, "now", write_side (now));
      json_object_set_object_member (shifts, id, shift);
      if (json_object_get_size (shifts) < MAX_SHIFTS)
        continue;
      put_chunk (batch, actor, label, shifts, now_us);
      shifts = json_object_new ();
    }
  if (json_object_get_size (shifts) > 0)
    put_chunk (batch, actor, label, shifts, now_us);
  else
    json_object_unref (shifts);
}

/* --- telling --------------------------------------------------------------------------------- */

void
tw_history_entry_free (TwHistoryEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->who);
  g_free (self->what);
  g_free (self);
}

/* @what is taken. */
static void
add_entry (GPtrArray *entries, gint64 at_us, const char *who, char *what)
{
  TwHistoryEntry *entry = g_new0 (TwHistoryEntry, 1);

  entry->at_us = at_us;
  entry->who = g_strdup (who);
  entry->what = what;
  g_ptr_array_add (entries, entry);
}

/* "王秀兰 11-25 08:00-16:30", or NULL. */
static char *
dup_side (const TwRotaFrame *frame, JsonArray *side)
{
  g_autoptr (JsonObject) times = json_object_new ();

  if (side == NULL || json_array_get_length (side) != 3)
    return NULL;
  const char *id = json_array_get_string_element (side, 0);
  int person = tw_rota_frame_find_person (frame, id);
  json_object_set_string_member (times, "from", json_array_get_string_element (side, 1));
  json_object_set_string_member (times, "to", json_array_get_string_element (side, 2));
  g_autofree char *when = tw_rota_dup_times (tw_rota_read_time (times, "from"),
                                             tw_rota_read_time (times, "to"), frame->zone);
  return g_strdup_printf ("%s %s",
                          *id != '\0' && person < 0 ? id : tw_rota_text_person (frame, person),
                          when);
}

static char *
dup_edit (const TwRotaFrame *frame, JsonObject *shift, const char *label)
{
  g_autofree char *was = dup_side (frame, tw_json_get_array (shift, "was"));
  g_autofree char *now = dup_side (frame, tw_json_get_array (shift, "now"));

  if (was == NULL && now == NULL)
    return g_strdup (label);
  if (was == NULL)
    return g_strdup_printf (_ ("Made: %s (%s)"), now, label);
  if (now == NULL)
    return g_strdup_printf (_ ("Taken away: %s (%s)"), was, label);
  if (strcmp (was, now) == 0)
    return g_strdup_printf (_ ("Posts or notes changed: %s (%s)"), now, label);
  return g_strdup_printf (_ ("Changed: %s becomes %s (%s)"), was, now, label);
}

static const struct {
  const char *action, *words;
} deeds[] = {
  { "roster.override", N_ ("Overridden: %s") },
  { "roster.override.end", N_ ("Override taken back: %s") },
  { "claim.ask", N_ ("Claim entered: %s") },
  { "claim.agree", N_ ("Claim agreed to: %s") },
  { "claim.approve", N_ ("Claim approved: %s") },
  { "claim.refuse", N_ ("Claim refused: %s") },
  { "claim.withdraw", N_ ("Claim withdrawn: %s") },
};

static char *
dup_deed (const char *action, const char *detail)
{
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (strcmp (deeds[i].action, action) == 0)
      {
        g_autoptr (GString) words = g_string_new (_ (deeds[i].words));
        g_string_replace (words, "%s", detail, 1);
        return g_strdup (words->str);
      }
  return g_strdup_printf ("%s: %s", action, detail);
}

static void
add_audit (GPtrArray *entries, const TwRotaFrame *frame, const char *shift_id, JsonObject *body)
{
  JsonObject *shifts = tw_json_get_object (body, "shifts");
  JsonObject *shift = shifts != NULL ? tw_json_get_object (shifts, shift_id) : NULL;
  const char *detail = tw_json_get_string (body, "detail", "");
  gboolean about = strcmp (tw_json_get_string (body, "subject", ""), shift_id) == 0;

  if (shift == NULL && !about)
    return;
  add_entry (entries, tw_rota_read_time (body, "at"), tw_json_get_string (body, "who", "?"),
             shift != NULL ? dup_edit (frame, shift, detail)
                           : dup_deed (tw_json_get_string (body, "action", ""), detail));
}

static TwShift *
find_in (GPtrArray *shifts, const char *id)
{
  for (guint i = 0; shifts != NULL && i < shifts->len; i++)
    if (strcmp (((TwShift *) shifts->pdata[i])->id, id) == 0)
      return shifts->pdata[i];
  return NULL;
}

static char *
dup_published (const TwRotaFrame *frame, int number, const TwShift *was, const TwShift *now)
{
  if (was == NULL && now == NULL)
    return NULL;
  if (now == NULL)
    return g_strdup_printf (_ ("Not in edition %d any more"), number);
  if (was != NULL && tw_shift_same_work (was, now))
    return NULL;
  g_autofree char *words = tw_rota_dup_shift_words (frame, now);
  return g_strdup_printf (_ ("Published in edition %d: %s %s"), number,
                          tw_rota_text_person (frame, now->person), words);
}

/* Editions of @date in which something became of the shift. */
static gboolean
add_editions (GPtrArray *entries, TwRota *rota, const char *date, const char *shift_id,
              GError **error)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);
  g_autoptr (GPtrArray) editions = tw_duty_list_editions (rota->duty, date, error);
  g_autoptr (GPtrArray) before = NULL;

  for (guint i = editions != NULL ? editions->len : 0; i > 0; i--)
    {
      const TwEdition *edition = editions->pdata[i - 1];
      g_autoptr (GPtrArray) after = tw_rota_read_edition (frame, rota->store, edition->id, error);
      if (after == NULL)
        return FALSE;
      char *words = dup_published (frame, edition->number, find_in (before, shift_id),
                                   find_in (after, shift_id));
      if (words != NULL)
        add_entry (entries, edition->at_us, edition->by, words);
      g_clear_pointer (&before, g_ptr_array_unref);
      before = g_steal_pointer (&after);
    }
  return editions != NULL;
}

/* The days on which it stands now and stood when it was published last. */
static gboolean
add_days (GPtrArray *entries, TwRota *rota, const char *shift_id, GError **error)
{
  GTimeZone *zone = tw_rota_get_frame (rota)->zone;
  TwShift *now = tw_rota_find (rota, shift_id);
  TwShift *was = find_in (tw_rota_get_published (rota), shift_id);
  g_autofree char *now_date = now != NULL ? tw_rota_dup_date (now->from_us, zone) : NULL;
  g_autofree char *was_date = was != NULL ? tw_rota_dup_date (was->from_us, zone) : NULL;

  return (now_date == NULL || add_editions (entries, rota, now_date, shift_id, error))
         && (was_date == NULL || g_strcmp0 (now_date, was_date) == 0
             || add_editions (entries, rota, was_date, shift_id, error));
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const TwHistoryEntry *ea = *(TwHistoryEntry *const *) a, *eb = *(TwHistoryEntry *const *) b;

  return ea->at_us == eb->at_us ? 0 : ea->at_us > eb->at_us ? -1 : 1;
}

GPtrArray *
tw_rota_list_history (TwRota *self, const char *shift_id, GError **error)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && tw_rota_is_loaded (self) && shift_id != NULL, NULL);

  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tw_history_entry_free);
  g_autoptr (GPtrArray) docs = tw_query_audit (self->store, shift_id, error);
  if (docs == NULL)
    return NULL;
  for (guint i = 0; i < docs->len; i++)
    add_audit (entries, tw_rota_get_frame (self), shift_id, ((TwDoc *) docs->pdata[i])->body);
  if (!add_days (entries, self, shift_id, error))
    return NULL;
  /* Within a millisecond what was written later is newer; the sort is stable. */
  for (guint i = 0; i < entries->len / 2; i++)
    {
      gpointer other = entries->pdata[entries->len - 1 - i];
      entries->pdata[entries->len - 1 - i] = entries->pdata[i];
      entries->pdata[i] = other;
    }
  g_ptr_array_sort (entries, compare_newest);
  return g_steal_pointer (&entries);
}
