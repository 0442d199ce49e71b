// SPDX-License-Identifier: Apache-2.0
/*
 * What everybody bore. The time asked for ends with the frame. Its days before the frame are known
 * by their last published edition, those of the frame by the shifts as they stand; the day on which
 * the frame begins is cut by it, so of its edition counts what was over before. No shift is in two
 * of these, and a value is nothing but the sum of its parts in the order in which they are listed.
 *
 * Hours are held against the contract of the days that are known: who is looked at after the first
 * week of a month's data is not said to have worked a quarter.
 */
#include "config.h"

#include "duty/roster/tw-rota-fair.h"
#include "duty/roster/tw-rota-publish.h"
#include "duty/roster/tw-rota-words.h"
#include "duty/tw-duty.h"

#include "base/tw-time.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _TwFairBook {
  TwRotaFrame *frame;
  GPtrArray *shifts; /* TwShift by begin */
  GArray **of;       /* n_people arrays of guint: indices of shifts */
  guint n_days, n_known;
};

/* --- reading ---------------------------------------------------------------------------------- */

static void
add_shift (TwFairBook *self, TwShift *shift)
{
  if (shift->person >= 0 && shift->person < (int) self->frame->people->len)
    g_ptr_array_add (self->shifts, tw_shift_ref (shift));
}

/* Of an edition counts what was over when the frame begins: the rest stands in the frame. */
static gboolean
add_edition (TwFairBook *self, TwStore *store, const char *edition_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) shifts = tw_rota_read_edition (self->frame, store, edition_id, &local);

  if (shifts == NULL)
    {
      if (g_error_matches (local, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA))
        return TRUE; /* not here yet: a day that is not known */
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *shift = g_ptr_array_index (shifts, i);

      if (shift->to_us <= self->frame->from_us)
        add_shift (self, shift);
    }
  self->n_known++;
  return TRUE;
}

/* "edition:2026-11-24:3" is of the frame's first day. */
static gboolean
is_of_day (const char *edition_id, const char *date)
{
  const char *day = strchr (edition_id, ':');

  return day != NULL && g_str_has_prefix (day + 1, date);
}

static gboolean
add_editions (TwFairBook *self, TwStore *store, gint64 from_us, GError **error)
{
  const TwRotaSpan *first = g_ptr_array_index (self->frame->days, 0);
  g_autofree char *from = tw_rota_dup_date (from_us, self->frame->zone);
  g_autoptr (GPtrArray) editions = tw_query_last_editions (store, from, first->date, error);

  if (editions == NULL)
    return FALSE;
  for (guint i = 0; i < editions->len; i++)
    {
      const TwDoc *doc = g_ptr_array_index (editions, i);
      guint known = self->n_known;

      if (!add_edition (self, store, doc->id, error))
        return FALSE;
      if (is_of_day (doc->id, first->date)) /* known as a day of the frame */
        self->n_known = known;
    }
  return TRUE;
}

static int
compare_begins (gconstpointer a, gconstpointer b)
{
  const TwShift *x = *(TwShift *const *) a, *y = *(TwShift *const *) b;

  return x->from_us < y->from_us ? -1 : x->from_us > y->from_us;
}

static void
index_people (TwFairBook *self)
{
  g_ptr_array_sort (self->shifts, compare_begins);
  self->of = g_new0 (GArray *, MAX (1, self->frame->people->len));
  for (guint e = 0; e < self->frame->people->len; e++)
    self->of[e] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->shifts->len; i++)
    g_array_append_val (self->of[((TwShift *) self->shifts->pdata[i])->person], i);
}

TwFairBook *
tw_fair_book_new (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, int n_weeks,
                  GError **error)
{
  g_autoptr (TwFairBook) self = NULL;
  gint64 from_us;

  g_return_val_if_fail (frame != NULL && shifts != NULL && n_weeks > 0, NULL);
  g_return_val_if_fail (frame->days->len > 0, NULL);
  self = g_new0 (TwFairBook, 1);
  self->frame = tw_rota_frame_ref (frame);
  self->shifts = tw_shift_list_new ();
  self->n_days = MAX ((guint) n_weeks * 7, frame->days->len);
  self->n_known = frame->days->len;
  /* so many days before the last one; where clocks change it may miss that by an hour at most, and
   * only days are told from it */
  from_us = frame->to_us - 1 - ((gint64) self->n_days - 1) * TW_US_PER_DAY;
  if (store != NULL && from_us < frame->from_us && !add_editions (self, store, from_us, error))
    return NULL;
  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *shift = g_ptr_array_index (shifts, i);

      if (shift->to_us > frame->from_us && shift->from_us < frame->to_us)
        add_shift (self, shift);
    }
  index_people (self);
  return g_steal_pointer (&self);
}

void
tw_fair_book_free (TwFairBook *self)
{
  if (self == NULL)
    return;
  for (guint e = 0; self->of != NULL && e < self->frame->people->len; e++)
    g_array_unref (self->of[e]);
  g_free (self->of);
  g_ptr_array_unref (self->shifts);
  tw_rota_frame_unref (self->frame);
  g_free (self);
}

/* --- burdens ---------------------------------------------------------------------------------- */

/* Whether a quarter of an hour of the shift lies in the evening of the problem. */
static gboolean
touches_evening (const TwRotaFrame *frame, const TwShift *shift)
{
  const TwRosterWindow *evening = &frame->problem->evening;

  for (gint64 t = tw_time_floor (shift->from_us, TW_US_PER_SLOT); t < shift->to_us;
       t += TW_US_PER_SLOT)
    {
      TwLocalTime local;
      int slot;

      tw_time_to_local (t, frame->zone, &local);
      slot = (local.hour * 60 + local.minute) / frame->problem->slot_minutes;
      if (slot >= evening->first && slot < evening->last)
        return TRUE;
    }
  return FALSE;
}

static double
sum_minutes (const TwShift *shift, TwStretchKind first, TwStretchKind second)
{
  gint64 sum_us = 0;

  for (guint i = 0; i < shift->n_stretches; i++)
    if (shift->stretches[i].kind == first || shift->stretches[i].kind == second)
      sum_us += shift->stretches[i].to_us - shift->stretches[i].from_us;
  return (double) sum_us / (double) TW_US_PER_MIN;
}

/* Minutes of the contract in the days that are known. */
static double
get_contract (const TwFairBook *self, int person)
{
  const TwRotaPerson *who = g_ptr_array_index (self->frame->people, person);

  return who->contract_week_min * (double) self->n_known / 7;
}

static double
get_amount (const TwFairBook *self, const TwShift *shift, TwRosterBurden burden)
{
  TwLocalTime local;

  switch (burden)
    {
    case TW_ROSTER_BURDEN_EVENINGS:
      return touches_evening (self->frame, shift) ? 1 : 0;
    case TW_ROSTER_BURDEN_WEEKENDS:
      tw_time_to_local (shift->from_us, self->frame->zone, &local);
      return local.weekday >= 6 ? 1 : 0;
    case TW_ROSTER_BURDEN_HOURS:
      return sum_minutes (shift, TW_STRETCH_WORK, TW_STRETCH_WAY)
             / fmax (1, get_contract (self, shift->person));
    case TW_ROSTER_BURDEN_WALKING:
      return sum_minutes (shift, TW_STRETCH_WAY, TW_STRETCH_WAY);
    case TW_ROSTER_N_BURDENS:
      break;
    }
  g_return_val_if_reached (0);
}

static gboolean
counts (const TwFairBook *self, int person, TwRosterBurden burden)
{
  return burden != TW_ROSTER_BURDEN_HOURS || get_contract (self, person) > 0;
}

static double
get_value (const TwFairBook *self, int person, TwRosterBurden burden)
{
  double sum = 0;

  if (!counts (self, person, burden))
    return NAN;
  for (guint i = 0; i < self->of[person]->len; i++)
    sum +=
        get_amount (self, self->shifts->pdata[g_array_index (self->of[person], guint, i)], burden);
  return sum;
}

/* --- the table -------------------------------------------------------------------------------- */

static void
measure (const TwFairBook *self, TwRosterBurden burden, TwFairTable *table)
{
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (TwRosterShare));
  g_autofree guint *row_of = g_new0 (guint, MAX (1, self->frame->people->len));
  double sum = 0;

  for (guint i = 0; i < table->rows->len; i++)
    {
      TwFairRow *row = &g_array_index (table->rows, TwFairRow, i);
      TwRosterShare share = { .person = row->person,
                              .value = get_value (self, row->person, burden) };

      row->value[burden] = share.value;
      row_of[row->person] = i;
      if (!isfinite (share.value))
        continue;
      sum += share.value;
      g_array_append_val (shares, share);
    }
  table->mean[burden] = shares->len > 0 ? sum / shares->len : 0;
  tw_roster_fairness_of (shares, &table->gini[burden], &table->jain[burden]);
  for (guint i = 0; i < shares->len; i++)
    {
      const TwRosterShare *share = &g_array_index (shares, TwRosterShare, i);

      g_array_index (table->rows, TwFairRow, row_of[share->person]).part[burden] = share->part;
    }
}

void
tw_fair_book_measure (const TwFairBook *self, guint pools, TwFairTable *ret)
{
  TwFairTable table = { .rows = g_array_new (FALSE, TRUE, sizeof (TwFairRow)) };

  g_return_if_fail (self != NULL && ret != NULL);
  table.n_days = self->n_days;
  table.n_known = self->n_known;
  for (guint e = 0; e < self->frame->people->len; e++)
    {
      const TwRotaPerson *person = g_ptr_array_index (self->frame->people, e);
      TwFairRow row = { .person = (int) e };

      if (pools == 0 || (pools >> person->pool & 1))
        g_array_append_val (table.rows, row);
    }
  for (int burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
    measure (self, burden, &table);
  *ret = table;
}

GPtrArray *
tw_fair_book_drill (const TwFairBook *self, TwRosterBurden burden, int person)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_fair_part_free);

  g_return_val_if_fail (self != NULL && burden < TW_ROSTER_N_BURDENS, parts);
  g_return_val_if_fail (person >= 0 && person < (int) self->frame->people->len, parts);
  for (guint i = 0; counts (self, person, burden) && i < self->of[person]->len; i++)
    {
      const TwShift *shift = self->shifts->pdata[g_array_index (self->of[person], guint, i)];
      double amount = get_amount (self, shift, burden);
      TwFairPart *part;

      if (amount == 0)
        continue;
      part = g_new0 (TwFairPart, 1);
      part->what = tw_rota_dup_shift_words (self->frame, shift);
      part->at_us = shift->from_us;
      part->amount = amount;
      g_ptr_array_add (parts, part);
    }
  return parts;
}

void
tw_fair_part_free (TwFairPart *self)
{
  g_free (self->what);
  g_free (self);
}

void
tw_fair_table_clear (TwFairTable *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
}

gboolean
tw_rota_fairness (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, guint pools, int n_weeks,
                  TwFairTable *ret, GError **error)
{
  g_autoptr (TwFairBook) book = tw_fair_book_new (frame, store, shifts, n_weeks, error);

  if (book == NULL)
    return FALSE;
  tw_fair_book_measure (book, pools, ret);
  return TRUE;
}

GPtrArray *
tw_rota_fairness_drill (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, int n_weeks,
                        TwRosterBurden burden, int person, GError **error)
{
  g_autoptr (TwFairBook) book = tw_fair_book_new (frame, store, shifts, n_weeks, error);

  return book == NULL ? NULL : tw_fair_book_drill (book, burden, person);
}

const char *
tw_roster_burden_name (TwRosterBurden burden)
{
  static const char *const names[TW_ROSTER_N_BURDENS] = {
    [TW_ROSTER_BURDEN_EVENINGS] = N_ ("Evenings"),
    [TW_ROSTER_BURDEN_WEEKENDS] = N_ ("Weekends"),
    [TW_ROSTER_BURDEN_HOURS] = N_ ("Hours of contract"),
    [TW_ROSTER_BURDEN_WALKING] = N_ ("Walking"),
  };

  g_return_val_if_fail (burden < TW_ROSTER_N_BURDENS, "");
  return _ (names[burden]);
}
