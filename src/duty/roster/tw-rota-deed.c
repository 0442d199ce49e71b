// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-deed.h"

#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"
#include "duty/tw-duty-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reads everything again, here and now. */
static gboolean
refresh (TwRota *rota, GError **error)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (rota->duty);
  g_autoptr (TwOutlook) outlook = tw_duty_dup_outlook (rota->duty);
  gint64 seq = tw_store_get_last_seq (rota->store);
  TwRotaPicture *picture =
      tw_rota_picture_load (rota->store, street, outlook, tw_duty_now_us (rota->duty),
                            &rota->options, error);

  if (picture == NULL)
    return FALSE;
  tw_rota_take_picture (rota, picture, seq);
  return TRUE;
}

gboolean
tw_rota_catch_up (TwRota *rota, GError **error)
{
  rota->until_seq = MAX (rota->until_seq, tw_store_get_last_seq (rota->store));
  tw_rota_look_at_changes (rota);
  if (rota->reload_id != 0 || rota->loading)
    return refresh (rota, error);
  tw_rota_picture_set_now (rota->picture, tw_duty_now_us (rota->duty));
  return TRUE;
}

gboolean
tw_rota_settle (TwRota *rota, GError **error)
{
  if (!tw_duty_may_write (rota->duty, error))
    return FALSE;
  tw_doc_log_wait (rota->duty->log);
  if (tw_doc_lane_has_failed (rota->lane))
    return tw_rota_refuse (
        error, _ ("The last changes could not be written: look at the roster again, it has "
                  "changed"));
  return tw_rota_catch_up (rota, error);
}

/* What documents do not say: a day without one that has shifts, and one that was published and
 * differs since, say by what another console sent. */
static void
fill_state (TwRotaDeed *self, TwDayDoc *day, int i)
{
  const TwRotaDay *seen = tw_rota_get_day (self->rota, (guint) i);

  if ((day->state == TW_DAY_EMPTY && seen->n_shifts > 0)
      || (day->state == TW_DAY_PUBLISHED && seen->n_changes > 0))
    day->state = TW_DAY_DRAFT;
}

/* Shifts of a day that begin outside the frame were not judged. */
static gboolean
check_whole (const TwRotaDeed *self, const TwRotaSpan *span, GError **error)
{
  GTimeZone *zone = tw_rota_get_frame (self->rota)->zone;
  gint64 from_us = span->from_us, to_us = span->to_us;

  tw_rota_parse_date (span->date, 0, zone, &from_us);
  tw_rota_parse_date (span->date, 1, zone, &to_us);
  if (from_us == span->from_us && to_us == span->to_us)
    return TRUE;
  g_autoptr (GPtrArray) docs = tw_rota_query_day (self->store, from_us, to_us, error);
  for (guint i = 0; docs != NULL && i < docs->len; i++)
    {
      gint64 at_us = tw_rota_read_time (((TwDoc *) docs->pdata[i])->body, "from");
      if (at_us < span->from_us || at_us >= span->to_us)
        return tw_rota_refuse (error,
                               _ ("%s has shifts outside the time that is open: open the roster "
                                  "from its midnight on"),
                               span->date);
    }
  return docs != NULL;
}

static gboolean
read_days (TwRotaDeed *self, GError **error)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  for (int i = self->first_day; i < self->last_day; i++)
    {
      const TwRotaSpan *span = frame->days->pdata[i];
      TwDayDoc *day = tw_day_doc_read (self->store, span->date, error);
      if (day == NULL)
        return FALSE;
      fill_state (self, day, i);
      g_ptr_array_add (self->days, day);
      if (!check_whole (self, span, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_rota_deed_begin (TwRotaDeed *self, TwRota *rota, int first_day, int last_day, TwRights right,
                    const char *deed, GError **error)
{
  g_return_val_if_fail (TW_IS_ROTA (rota), FALSE);

  *self = (TwRotaDeed){ .rota = rota, .first_day = first_day, .last_day = last_day };
  self->duty = tw_rota_get_duty (rota);
  self->store = tw_duty_get_store (self->duty);
  self->actor = tw_duty_dup_actor (self->duty);
  self->now_us = tw_duty_now_us (self->duty);
  self->days = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_day_doc_free);
  if (!tw_rota_is_loaded (rota))
    return tw_rota_refuse (error, _ ("The roster is still being loaded: wait a moment"));
  if (first_day < 0 || first_day >= last_day
      || last_day > (int) tw_rota_get_frame (rota)->days->len)
    {
      g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                           _ ("These days are not all in the roster that is open"));
      return FALSE;
    }
  self->go = g_new0 (guint8, last_day - first_day);
  return tw_rota_check_right (self->actor, right, deed, error) && tw_rota_settle (rota, error)
         && read_days (self, error);
}

void
tw_rota_deed_clear (TwRotaDeed *self)
{
  g_clear_pointer (&self->actor, tw_officer_free);
  g_clear_pointer (&self->days, g_ptr_array_unref);
  g_clear_pointer (&self->go, g_free);
}

char *
tw_rota_deed_dup_days (const TwRotaDeed *self)
{
  const char *first = NULL, *last = NULL;

  for (guint i = 0; i < self->days->len; i++)
    if (self->go[i])
      {
        last = tw_rota_deed_day (self, i)->date;
        first = first != NULL ? first : last;
      }
  return first == last ? g_strdup (first) : g_strdup_printf (_ ("%s to %s"), first, last);
}

/* --- states ---------------------------------------------------------------------------------- */

static gboolean
refuse_state (const TwDayDoc *day, TwDayEvent event, GError **error)
{
  if (event == TW_DAY_EVENT_ROLL_BACK)
    return tw_rota_refuse (error, _ ("%s was never published: there is nothing to roll back to"),
                           day->date);
  if (day->state == TW_DAY_SUBMITTED)
    return tw_rota_refuse (error,
                           _ ("%s has not been approved yet: an officer other than its planner "
                              "approves it first"),
                           day->date);
  return tw_rota_refuse (error, _ ("%s is a draft: submit it first"), day->date);
}

gboolean
tw_rota_deed_step (TwRotaDeed *self, TwDayEvent event, const char *nothing, GError **error)
{
  for (guint i = 0; i < self->days->len; i++)
    {
      TwDayDoc *day = tw_rota_deed_day (self, i);
      TwDayStep step = tw_day_state_step (day->state, event, &day->state);
      if (step == TW_DAY_STEP_REFUSE)
        return refuse_state (day, event, error);
      self->go[i] = step == TW_DAY_STEP_GO;
      self->n_go += self->go[i];
    }
  return self->n_go > 0 || tw_rota_refuse (error, "%s", nothing);
}

/* --- conflicts ------------------------------------------------------------------------------- */

static gboolean
concerns (const TwRotaDeed *self, const TwRotaConflict *conflict)
{
  return conflict->day >= self->first_day && conflict->day < self->last_day
         && self->go[conflict->day - self->first_day];
}

static gboolean
check_red (TwRotaDeed *self, GPtrArray *conflicts, GError **error)
{
  const TwRotaConflict *worst = NULL;
  guint n = 0;

  for (guint i = 0; i < conflicts->len; i++)
    {
      const TwRotaConflict *conflict = conflicts->pdata[i];
      if (!concerns (self, conflict) || conflict->severity != TW_ROSTER_SEVERITY_RED
          || conflict->overridden)
        continue;
      worst = worst != NULL ? worst : conflict;
      n++;
    }
  if (n == 0)
    return TRUE;
  return tw_rota_refuse (error,
                         ngettext ("%u red conflict blocks this: %s (%s). Clear it, or let an "
                                   "officer with the right to do so override it with a reason",
                                   "%u red conflicts block this, the first: %s (%s). Clear them, "
                                   "or let an officer with the right to do so override them with "
                                   "a reason",
                                   n),
                         n, worst->text,
                         tw_rota_deed_day (self, (guint) (worst->day - self->first_day))->date);
}

/* Takes up the reason for a yellow conflict. FALSE: there is none. */
static gboolean
explain (TwRotaDeed *self, TwDayDoc *day, const TwRotaConflict *conflict, GHashTable *reasons)
{
  const char *given = reasons != NULL ? g_hash_table_lookup (reasons, conflict->key) : NULL;

  if (given == NULL || *given == '\0')
    return tw_day_doc_find_reason (day, conflict->key) != NULL;
  tw_day_doc_set_reason (day, conflict->key, conflict->text, given, self->actor->name);
  return TRUE;
}

static gboolean
check_yellow (TwRotaDeed *self, GPtrArray *conflicts, GHashTable *reasons, GError **error)
{
  const TwRotaConflict *first = NULL;
  guint n = 0;

  for (guint i = 0; i < conflicts->len; i++)
    {
      const TwRotaConflict *conflict = conflicts->pdata[i];
      if (!concerns (self, conflict) || conflict->severity != TW_ROSTER_SEVERITY_YELLOW
          || explain (self, tw_rota_deed_day (self, (guint) (conflict->day - self->first_day)),
                      conflict, reasons))
        continue;
      first = first != NULL ? first : conflict;
      n++;
    }
  if (n == 0)
    return TRUE;
  return tw_rota_refuse (error,
                         ngettext ("%u yellow conflict has no reason yet: %s. Give one when "
                                   "submitting, or send the day back to its planner",
                                   "%u yellow conflicts have no reason yet, the first: %s. Give "
                                   "one for each when submitting, or send the day back to its "
                                   "planner",
                                   n),
                         n, first->text);
}

gboolean
tw_rota_deed_check (TwRotaDeed *self, GHashTable *reasons, GError **error)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);

  return check_red (self, conflicts, error) && check_yellow (self, conflicts, reasons, error);
}

/* --- writing --------------------------------------------------------------------------------- */

gboolean
tw_rota_deed_write (TwRotaDeed *self, const char *label, const char *action, const char *detail,
                    GError **error)
{
  g_autofree char *days = tw_rota_deed_dup_days (self);
  g_autofree char *full = g_strdup_printf (label, days);
  g_autoptr (TwDocStep) step = tw_doc_step_new (full);
  GError *local = NULL;

  for (guint i = 0; i < self->days->len; i++)
    {
      const TwDayDoc *day = tw_rota_deed_day (self, i);
      JsonObject *body = self->go[i] ? tw_day_doc_write (day, self->now_us, error) : NULL;
      if (self->go[i] && body == NULL)
        return FALSE;
      if (body == NULL)
        continue;
      tw_doc_step_put (step, day->id, day->date, day->rev, body, NULL);
      tw_rota_add_audit (step, self->now_us, self->actor, action, day->id, detail);
    }
  if (!tw_duty_write_step (self->duty, g_steal_pointer (&step), &local))
    return tw_rota_refuse_write (error, local);
  return tw_rota_catch_up (self->rota, error);
}
