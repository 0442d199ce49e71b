// SPDX-License-Identifier: Apache-2.0
/*
 * Copies work on documents, not on the picture, since the days they go to are often not the ones
 * that are open. The rules are checked where they arrive, by the same code that draws them: in the
 * picture where it holds the target, else in others made for the purpose, a week each.
 */
#include "config.h"

#include "duty/roster/tw-rota-copies.h"
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-deed.h"
#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-private.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "forecast/tw-holidays.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DAYS 35

struct _TwRotaCopies {
  TwRota *rota;
  TwRotaFrame *frame; /* for people, posts and the zone; its days do not matter */
  TwOfficer *actor;
  gint64 now_us;
  char *first, *origin, *label;
  int n_days;
  TwDocStep *step;     /* until it is written */
  GPtrArray *standing; /* TwDoc */
  GHashTable *taken;   /* who stands when; NULL until the first copy */
  GHashTable *removed; /* ids of standing ones that go away */
  GHashTable *touched; /* date -> itself */
  GHashTable *made;    /* ids of copies */
  GHashTable *people;  /* ids of people who have copies */
  GHashTable *names;   /* id -> name, of what may be gone */
  GHashTable *gone;    /* id -> itself */
  guint n_copied, n_overrides, n_past, n_double, n_lost, n_open;
};

TwRotaCopies *
tw_rota_copies_new (TwRota *rota, const char *first, int n_days, const char *origin,
                    const char *label, GError **error)
{
  TwDuty *duty = tw_rota_get_duty (rota);
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (duty);
  gint64 from_us, to_us;

  if (n_days < 1 || n_days > MAX_DAYS)
    {
      tw_rota_refuse (error, _ ("At most %d days can be filled at once"), MAX_DAYS);
      return NULL;
    }
  if (!tw_rota_is_loaded (rota))
    {
      tw_rota_refuse (error, _ ("The roster is still being loaded: wait a moment"));
      return NULL;
    }
  if (!tw_rota_check_right (actor, TW_RIGHT_PLAN, _ ("plan rosters"), error)
      || !tw_rota_settle (rota, error))
    return NULL;
  g_autoptr (TwRotaCopies) self = g_new0 (TwRotaCopies, 1);
  self->rota = rota;
  self->frame = tw_rota_frame_ref (tw_rota_get_frame (rota));
  self->actor = g_steal_pointer (&actor);
  self->now_us = tw_duty_now_us (duty);
  self->first = g_strdup (first);
  self->origin = g_strdup (origin);
  self->label = g_strdup (label);
  self->n_days = n_days;
  self->step = tw_doc_step_new (label);
  self->removed = g_hash_table_new (g_str_hash, g_str_equal);
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!tw_rota_parse_date (first, 0, self->frame->zone, &from_us)
      || !tw_rota_parse_date (first, n_days, self->frame->zone, &to_us))
    {
      tw_rota_refuse (error, _ ("“%s” is not a day"), first);
      return NULL;
    }
  self->standing = tw_rota_query_day (tw_duty_get_store (duty), from_us, to_us, error);
  return self->standing != NULL ? g_steal_pointer (&self) : NULL;
}

void
tw_rota_copies_free (TwRotaCopies *self)
{
  if (self == NULL)
    return;
  tw_rota_frame_unref (self->frame);
  tw_officer_free (self->actor);
  g_free (self->first);
  g_free (self->origin);
  g_free (self->label);
  g_clear_pointer (&self->step, tw_doc_step_unref);
  g_clear_pointer (&self->standing, g_ptr_array_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_pointer (&self->made, g_hash_table_unref);
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->gone, g_hash_table_unref);
  g_free (self);
}

void
tw_rota_copies_add_names (TwRotaCopies *self, GHashTable *names)
{
  GHashTableIter iter;
  gpointer id, name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &id, &name))
    g_hash_table_replace (self->names, g_strdup (id), g_strdup (name));
}

/* --- what is gone ---------------------------------------------------------------------------- */

/* A stretch at a post that is gone goes to the nearest post of the shift that is there. FALSE:
 * there is none. */
static gboolean
mend_stretches (TwRotaCopies *self, JsonObject *body)
{
  JsonArray *stretches = tw_json_get_array (body, "stretches");
  guint n = stretches != NULL ? json_array_get_length (stretches) : 0;
  g_autofree char *last = NULL;

  /* Twice: forwards, then, for a gone post at the head, backwards. */
  for (guint k = 0; k < 2 * n; k++)
    {
      guint i = k < n ? k : 2 * n - 1 - k;
      JsonArray *pair = json_array_get_array_element (stretches, i);
      const char *what = json_array_get_string_element (pair, 0);
      if (!g_str_has_prefix (what, "post:"))
        continue;
      if (g_hash_table_contains (self->frame->post_index, what))
        {
          g_free (last);
          last = g_strdup (what);
        }
      else if (last != NULL)
        {
          gint64 minutes = json_array_get_int_element (pair, 1);
          json_array_remove_element (pair, 1);
          json_array_remove_element (pair, 0);
          json_array_add_string_element (pair, last);
          json_array_add_int_element (pair, minutes);
        }
    }
  return last != NULL;
}

/* FALSE: nothing is left to be copied. */
static gboolean
mend (TwRotaCopies *self, JsonObject *body)
{
  g_autoptr (GPtrArray) gone = tw_rota_list_gone (self->frame, body);

  for (guint i = 0; i < gone->len; i++)
    {
      const char *id = gone->pdata[i];
      g_hash_table_add (self->gone, g_strdup (id));
      if (g_str_has_prefix (id, "person:"))
        {
          json_object_remove_member (body, "person");
          self->n_open++;
        }
    }
  return mend_stretches (self, body);
}

/* --- adding ---------------------------------------------------------------------------------- */

static gint64
time_of (TwRotaCopies *self, int day, int minute)
{
  TwLocalTime local;
  gint64 midnight_us = 0;

  tw_rota_parse_date (self->first, day + minute / 1440, self->frame->zone, &midnight_us);
  tw_time_to_local (midnight_us, self->frame->zone, &local);
  local.hour = minute % 1440 / 60;
  local.minute = minute % 60;
  return tw_time_from_local (&local, self->frame->zone);
}

static gint64
length_of (JsonObject *body)
{
  JsonArray *stretches = tw_json_get_array (body, "stretches");
  gint64 minutes = 0;

  for (guint i = 0; stretches != NULL && i < json_array_get_length (stretches); i++)
    minutes += json_array_get_int_element (json_array_get_array_element (stretches, i), 1);
  return minutes * TW_US_PER_MIN;
}

/* The same for the same person at the same time; NULL for an open shift, of which there may be more
 * than one. */
static char *
dup_place (JsonObject *body)
{
  const char *person = tw_json_get_string (body, "person", NULL);

  return person == NULL
             ? NULL
             : g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, person,
                                tw_rota_read_time (body, "from"), tw_rota_read_time (body, "to"));
}

static void
collect_taken (TwRotaCopies *self)
{
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->standing->len; i++)
    {
      const TwDoc *doc = self->standing->pdata[i];
      char *place = g_hash_table_contains (self->removed, doc->id) ? NULL : dup_place (doc->body);
      if (place != NULL)
        g_hash_table_add (self->taken, place);
    }
}

/* The same person at the same time is there already, or has just been copied there. */
static gboolean
is_there (TwRotaCopies *self, JsonObject *body)
{
  char *place = dup_place (body);

  if (self->taken == NULL)
    collect_taken (self);
  return place != NULL && !g_hash_table_add (self->taken, place);
}

static void
touch (TwRotaCopies *self, gint64 t_us)
{
  char *date = tw_rota_dup_date (t_us, self->frame->zone);

  if (g_hash_table_contains (self->touched, date))
    {
      g_free (date);
      return;
    }
  TwStore *store = tw_duty_get_store (tw_rota_get_duty (self->rota));
  g_autofree char *id = g_strconcat ("roster:", date, NULL);
  g_autoptr (TwDoc) doc = tw_store_get (store, id, NULL);
  tw_doc_step_touch_day (self->step, date, doc != NULL ? doc->rev : NULL, self->actor->id);
  g_hash_table_add (self->touched, date);
}

static void
put_copy (TwRotaCopies *self, JsonObject *body, gint64 from_us)
{
  const char *person = tw_json_get_string (body, "person", NULL);
  char *id = tw_id_new ("shift", self->now_us, NULL);

  if (person != NULL)
    g_hash_table_add (self->people, g_strdup (person));
  json_object_set_string_member (body, "origin", self->origin);
  tw_doc_step_put (self->step, id, NULL, NULL, json_object_ref (body), NULL);
  touch (self, from_us);
  g_hash_table_add (self->made, id);
  self->n_copied++;
}

void
tw_rota_copies_add (TwRotaCopies *self, JsonObject *source, int day, int minute)
{
  g_autoptr (JsonObject) body = tw_rota_dup_bare_body (source);
  gint64 from_us = time_of (self, day, minute);

  if (from_us <= self->now_us)
    {
      self->n_past++;
      return;
    }
  if (json_object_has_member (body, "override"))
    {
      json_object_remove_member (body, "override");
      self->n_overrides++;
    }
  if (json_object_has_member (body, "pinned"))
    json_object_remove_member (body, "pinned");
  tw_rota_set_time (body, "from", from_us);
  tw_rota_set_time (body, "to", from_us + length_of (body));
  if (!mend (self, body))
    self->n_lost++;
  else if (is_there (self, body))
    self->n_double++;
  else
    put_copy (self, body, from_us);
}

void
tw_rota_copies_replace (TwRotaCopies *self)
{
  for (guint i = 0; i < self->standing->len; i++)
    {
      const TwDoc *doc = self->standing->pdata[i];
      gint64 from_us = tw_rota_read_time (doc->body, "from");
      if (from_us <= self->now_us || tw_json_get_bool (doc->body, "pinned", FALSE))
        continue;
      tw_doc_step_put (self->step, doc->id, NULL, doc->rev, NULL, NULL);
      g_hash_table_add (self->removed, doc->id);
      touch (self, from_us);
    }
}

/* --- checking the target --------------------------------------------------------------------- */

static gboolean
is_ours (const TwRotaCopies *self, const TwRotaFrame *frame, const TwRotaConflict *conflict)
{
  if (conflict->shift_id != NULL)
    return g_hash_table_contains (self->made, conflict->shift_id);
  if (conflict->person < 0)
    return FALSE;
  const TwRotaSpan *span = frame->days->pdata[CLAMP (conflict->day, 0, (int) frame->days->len - 1)];
  return g_hash_table_contains (self->people,
                                ((TwRotaPerson *) frame->people->pdata[conflict->person])->id)
         && g_hash_table_contains (self->touched, span->date);
}

/* Adds those of the target's days that stand in @picture, each once. */
static void
count_conflicts (const TwRotaCopies *self, const TwRotaPicture *picture, GHashTable *keys)
{
  const TwRotaFrame *frame = picture->frame;

  for (guint p = 0; p <= frame->people->len; p++)
    for (guint i = 0; picture->conflicts[p] != NULL && i < picture->conflicts[p]->len; i++)
      {
        const TwRotaConflict *conflict = picture->conflicts[p]->pdata[i];
        if (conflict->severity != TW_ROSTER_SEVERITY_EXCUSED && is_ours (self, frame, conflict))
          g_hash_table_add (keys, g_strdup (conflict->key));
      }
}

static TwRotaPicture *
load_week (TwRotaCopies *self, int day, GError **error)
{
  TwDuty *duty = tw_rota_get_duty (self->rota);
  g_autoptr (TwStreet) street = tw_duty_dup_street (duty);
  TwRotaFrameOptions options = self->rota->options;

  tw_rota_parse_date (self->first, day, self->frame->zone, &options.from_us);
  options.n_hours = 168;
  return tw_rota_picture_load (tw_duty_get_store (duty), street, NULL, self->now_us, &options,
                               error);
}

static gboolean
check_target (TwRotaCopies *self, guint *ret_n, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const TwRotaFrame *open = tw_rota_get_frame (self->rota);
  gint64 from_us = 0, to_us = 0;

  tw_rota_parse_date (self->first, 0, self->frame->zone, &from_us);
  tw_rota_parse_date (self->first, self->n_days, self->frame->zone, &to_us);
  if (open->from_us <= from_us && open->to_us >= to_us)
    count_conflicts (self, self->rota->picture, keys);
  else
    for (int day = 0; day < self->n_days; day += 7)
      {
        g_autoptr (TwRotaPicture) picture = load_week (self, day, error);
        if (picture == NULL)
          return FALSE;
        count_conflicts (self, picture, keys);
      }
  *ret_n = g_hash_table_size (keys);
  return TRUE;
}

/* --- the report ------------------------------------------------------------------------------ */

static void say (GString *words, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (GString *words, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (words->len > 0)
    g_string_append_c (words, '\n');
  g_string_append_vprintf (words, format, args);
  va_end (args);
}

static void
say_gone (const TwRotaCopies *self, GString *words)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->gone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gpointer name = g_hash_table_lookup (self->names, id);
      g_ptr_array_add (names, name != NULL ? name : id);
    }
  if (names->len == 0)
    return;
  g_autofree char *list = tw_rota_join_names (names);
  say (words, _ ("No longer there: %s"), list);
  if (self->n_open > 0)
    say (words,
         ngettext ("%u shift of theirs became an open one", "%u shifts of theirs became open ones",
                   self->n_open),
         self->n_open);
}

static void
say_counts (const TwRotaCopies *self, GString *words)
{
  say (words,
       ngettext ("%u shift copied, as a draft", "%u shifts copied, as drafts", self->n_copied),
       self->n_copied);
  if (self->n_overrides > 0)
    say (words,
         ngettext ("%u override was not carried over: it was allowed for that day only",
                   "%u overrides were not carried over: they were allowed for those days only",
                   self->n_overrides),
         self->n_overrides);
  if (self->n_double > 0)
    say (words, ngettext ("%u was there already", "%u were there already", self->n_double),
         self->n_double);
  if (self->n_past > 0)
    say (words,
         ngettext ("%u was left out: it would begin in the past",
                   "%u were left out: they would begin in the past", self->n_past),
         self->n_past);
  if (self->n_lost > 0)
    say (words,
         ngettext ("%u was left out: none of its posts is there any more",
                   "%u were left out: none of their posts is there any more", self->n_lost),
         self->n_lost);
}

static gboolean
say_holidays (const TwRotaCopies *self, GString *words)
{
  g_autoptr (TwHolidays) holidays = tw_holidays_new_china ();
  g_autoptr (GString) days = g_string_new (NULL);

  for (int i = 0; i < self->n_days; i++)
    {
      TwLocalTime local;
      gint64 t_us = 0;
      tw_rota_parse_date (self->first, i, self->frame->zone, &t_us);
      tw_time_to_local (t_us, self->frame->zone, &local);
      TwDayKind kind = tw_holidays_kind (holidays, local.year, local.month, local.day);
      const char *name = tw_holidays_name (holidays, local.year, local.month, local.day);
      if (kind != TW_DAY_ORDINARY)
        g_string_append_printf (days, "%s%02d-%02d %s", days->len > 0 ? _ (", ") : "", local.month,
                                local.day, name != NULL ? name : _ ("exchanged workday"));
    }
  if (days->len > 0)
    say (words, _ ("Not ordinary days: %s. Look whether the same people are right for them"),
         days->str);
  return days->len > 0;
}

static void
fill_report (const TwRotaCopies *self, guint n_conflicts, TwCopyReport *ret)
{
  GString *words = g_string_new (NULL);

  say_counts (self, words);
  say_gone (self, words);
  if (n_conflicts > 0)
    say (words,
         ngettext ("%u conflict on arrival: see the list of conflicts",
                   "%u conflicts on arrival: see the list of conflicts", n_conflicts),
         n_conflicts);
  gboolean holiday = say_holidays (self, words);
  *ret = (TwCopyReport){ .n_copied = self->n_copied,
                         .n_dropped_overrides = self->n_overrides,
                         .n_conflicts = n_conflicts,
                         .n_gone = g_hash_table_size (self->gone),
                         .holiday = holiday,
                         .text = g_string_free (words, FALSE) };
}

void
tw_copy_report_clear (TwCopyReport *self)
{
  g_clear_pointer (&self->text, g_free);
}

gboolean
tw_rota_copies_write (TwRotaCopies *self, const char *action, TwCopyReport *ret, GError **error)
{
  guint n_conflicts = 0;
  GError *local = NULL;

  if (self->n_copied == 0 && g_hash_table_size (self->removed) == 0)
    {
      g_autoptr (GString) words = g_string_new (NULL);
      say_counts (self, words);
      say_gone (self, words);
      return tw_rota_refuse (error, _ ("There is nothing to copy. %s"), words->str);
    }
  tw_rota_add_audit (self->step, self->now_us, self->actor, action, NULL, self->label);
  if (!tw_duty_write_step (tw_rota_get_duty (self->rota), g_steal_pointer (&self->step), &local))
    return tw_rota_refuse_write (error, local);
  if (!tw_rota_catch_up (self->rota, error) || !check_target (self, &n_conflicts, error))
    return FALSE;
  if (ret != NULL)
    fill_report (self, n_conflicts, ret);
  return TRUE;
}
