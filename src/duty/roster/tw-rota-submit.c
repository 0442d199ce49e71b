// SPDX-License-Identifier: Apache-2.0
/*
 * Submitting, taking that back, approving and sending back. Each checks anew what the one before it
 * checked: rules may have changed and people may have gone.
 */
#include "config.h"

#include "duty/roster/tw-rota-deed.h"
#include "duty/roster/tw-rota-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

GPtrArray *
tw_rota_list_changes (TwRota *self, int first_day, int last_day)
{
  g_return_val_if_fail (TW_IS_ROTA (self), NULL);

  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_rota_change_free);
  if (!tw_rota_is_loaded (self))
    return changes;
  g_autoptr (GPtrArray) all = tw_rota_diff (tw_rota_get_frame (self), tw_rota_get_published (self),
                                            tw_rota_get_shifts (self));
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      TwRotaChange *change = all->pdata[i];
      if (change->day >= first_day && change->day < last_day)
        g_ptr_array_add (changes, change);
      else
        tw_rota_change_free (change);
    }
  return changes;
}

/* The document of a conflict's day, read once. */
static TwDayDoc *
look_up_day (TwRota *self, GHashTable *days, int day)
{
  TwDayDoc *doc = g_hash_table_lookup (days, GINT_TO_POINTER (day));

  if (doc != NULL)
    return doc;
  const TwRotaSpan *span = tw_rota_get_frame (self)->days->pdata[day];
  doc = tw_day_doc_read (tw_duty_get_store (tw_rota_get_duty (self)), span->date, NULL);
  if (doc != NULL)
    g_hash_table_insert (days, GINT_TO_POINTER (day), doc);
  return doc;
}

GPtrArray *
tw_rota_list_unexplained (TwRota *self, int first_day, int last_day)
{
  g_return_val_if_fail (TW_IS_ROTA (self), NULL);

  GPtrArray *unexplained = g_ptr_array_new ();
  g_autoptr (GHashTable) days =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tw_day_doc_free);
  GPtrArray *conflicts = tw_rota_is_loaded (self) ? tw_rota_get_conflicts (self) : NULL;
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      TwRotaConflict *conflict = conflicts->pdata[i];
      if (conflict->severity != TW_ROSTER_SEVERITY_YELLOW || conflict->day < first_day
          || conflict->day >= last_day)
        continue;
      const TwDayDoc *day = look_up_day (self, days, conflict->day);
      if (day == NULL || tw_day_doc_find_reason (day, conflict->key) == NULL)
        g_ptr_array_add (unexplained, conflict);
    }
  return unexplained;
}

/* Reasons for what is no longer there are not carried on. */
static void
drop_stale_reasons (const TwRotaDeed *deed)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (deed->rota);

  for (guint i = 0; i < deed->days->len; i++)
    if (deed->go[i])
      tw_day_doc_keep_reasons (tw_rota_deed_day (deed, i), conflicts);
}

gboolean
tw_rota_submit (TwRota *self, int first_day, int last_day, GHashTable *reasons, GError **error)
{
  g_auto (TwRotaDeed) deed = { 0 };

  if (!tw_rota_deed_begin (&deed, self, first_day, last_day, TW_RIGHT_PLAN, _ ("plan rosters"),
                           error)
      || !tw_rota_deed_step (&deed, TW_DAY_EVENT_SUBMIT,
                             _ ("There is nothing to submit: these days are empty, or have been "
                                "submitted or published as they stand"),
                             error)
      || !tw_rota_deed_check (&deed, reasons, error))
    return FALSE;
  drop_stale_reasons (&deed);
  for (guint i = 0; i < deed.days->len; i++)
    if (deed.go[i])
      tw_day_doc_set_planner (tw_rota_deed_day (&deed, i), deed.actor);
  return tw_rota_deed_write (&deed, _ ("Submit %s"), "roster.submit", NULL, error);
}

gboolean
tw_rota_withdraw (TwRota *self, int first_day, int last_day, GError **error)
{
  g_auto (TwRotaDeed) deed = { 0 };

  if (!tw_rota_deed_begin (&deed, self, first_day, last_day, TW_RIGHT_PLAN, _ ("plan rosters"),
                           error)
      || !tw_rota_deed_step (&deed, TW_DAY_EVENT_WITHDRAW,
                             _ ("There is nothing to withdraw: none of these days is submitted or "
                                "approved"),
                             error))
    return FALSE;
  for (guint i = 0; i < deed.days->len; i++)
    if (deed.go[i])
      tw_day_doc_set_planner (tw_rota_deed_day (&deed, i), NULL);
  return tw_rota_deed_write (&deed, _ ("Withdraw %s"), "roster.withdraw", NULL, error);
}

/* Nobody approves what they planned, neither by having somebody else submit it nor by submitting
 * what somebody else then submits again. */
static gboolean
check_stranger (const TwRotaDeed *deed, GError **error)
{
  for (guint i = 0; i < deed->days->len; i++)
    {
      const TwDayDoc *day = tw_rota_deed_day (deed, i);
      if (deed->go[i]
          && (g_strcmp0 (day->planner_id, deed->actor->id) == 0
              || tw_day_doc_is_editor (day, deed->actor->id)))
        return tw_rota_refuse (error,
                               _ ("%s had a hand in the roster of %s and cannot approve it: "
                                  "another officer with the right to approve has to"),
                               deed->actor->name, day->date);
    }
  return TRUE;
}

gboolean
tw_rota_approve (TwRota *self, int first_day, int last_day, GError **error)
{
  g_auto (TwRotaDeed) deed = { 0 };

  if (!tw_rota_deed_begin (&deed, self, first_day, last_day, TW_RIGHT_APPROVE,
                           _ ("approve rosters"), error)
      || !tw_rota_deed_step (&deed, TW_DAY_EVENT_APPROVE,
                             _ ("There is nothing to approve: these days are empty, or have been "
                                "approved already"),
                             error)
      || !check_stranger (&deed, error) || !tw_rota_deed_check (&deed, NULL, error))
    return FALSE;
  for (guint i = 0; i < deed.days->len; i++)
    if (deed.go[i])
      tw_day_doc_set_approver (tw_rota_deed_day (&deed, i), deed.actor);
  return tw_rota_deed_write (&deed, _ ("Approve %s"), "roster.approve", NULL, error);
}

gboolean
tw_rota_send_back (TwRota *self, int first_day, int last_day, const char *reason, GError **error)
{
  g_auto (TwRotaDeed) deed = { 0 };

  if (!tw_rota_deed_begin (&deed, self, first_day, last_day, TW_RIGHT_APPROVE,
                           _ ("send rosters back"), error)
      || !tw_rota_deed_step (&deed, TW_DAY_EVENT_SEND_BACK,
                             _ ("There is nothing to send back: none of these days is submitted or "
                                "approved"),
                             error))
    return FALSE;
  if (reason == NULL || *reason == '\0')
    return tw_rota_refuse (error, _ ("Say why the roster goes back: its planner reads it"));
  for (guint i = 0; i < deed.days->len; i++)
    if (deed.go[i])
      tw_day_doc_set_planner (tw_rota_deed_day (&deed, i), NULL);
  return tw_rota_deed_write (&deed, _ ("Send %s back"), "roster.send-back", reason, error);
}
