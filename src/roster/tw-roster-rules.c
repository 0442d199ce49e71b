// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-rules.h"

#include <string.h>

/*
 * Overtime is limited by day and by month, the planner's spans by week only. So that no plan can go
 * beyond the month whatever it looks like, each day of the horizon gets an equal share of what the
 * month has left, at most what a day may have: then a week of d days of the horizon has at most d
 * shares, by day and by week, and the month never more than is left. A roster made by hand may use
 * the month unevenly; tw-roster-breaks.c counts it as it is.
 */

#define LIMIT(article, limit)                                                                      \
  {                                                                                                \
    TW_ROSTER_ARTICLE_##article, limit                                                             \
  }
#define NO_RULE                                                                                    \
  {                                                                                                \
    TW_ROSTER_ARTICLE_NONE, TW_ROSTER_NO_LIMIT                                                     \
  }

static const TwRosterPack packs[] = {
  [TW_ROSTER_CONTRACT_FULL_TIME] = { .rules = {
    [TW_ROSTER_RULE_DAY] = LIMIT (LABOUR_36, 8 * 60),
    [TW_ROSTER_RULE_WEEK] = LIMIT (LABOUR_36, 44 * 60),
    [TW_ROSTER_RULE_AVERAGE_DAY] = NO_RULE,
    [TW_ROSTER_RULE_OVERTIME_DAY] = LIMIT (LABOUR_41, 60),
    [TW_ROSTER_RULE_OVERTIME_SPECIAL] = LIMIT (LABOUR_41, 3 * 60),
    [TW_ROSTER_RULE_OVERTIME_MONTH] = LIMIT (LABOUR_41, 36 * 60),
    [TW_ROSTER_RULE_REST_DAYS] = LIMIT (LABOUR_38, 1),
    [TW_ROSTER_RULE_REST] = LIMIT (HOUSE, 11 * 60),
    [TW_ROSTER_RULE_RUN] = LIMIT (HOUSE, 6),
  } },
  [TW_ROSTER_CONTRACT_PART_TIME] = { .rules = {
    [TW_ROSTER_RULE_DAY] = NO_RULE,
    [TW_ROSTER_RULE_WEEK] = LIMIT (CONTRACT_68, 24 * 60),
    [TW_ROSTER_RULE_AVERAGE_DAY] = LIMIT (CONTRACT_68, 4 * 60),
    [TW_ROSTER_RULE_OVERTIME_DAY] = NO_RULE,
    [TW_ROSTER_RULE_OVERTIME_SPECIAL] = NO_RULE,
    [TW_ROSTER_RULE_OVERTIME_MONTH] = NO_RULE,
    [TW_ROSTER_RULE_REST_DAYS] = LIMIT (LABOUR_38, 1),
    [TW_ROSTER_RULE_REST] = LIMIT (HOUSE, 11 * 60),
    [TW_ROSTER_RULE_RUN] = LIMIT (HOUSE, 6),
  } },
  [TW_ROSTER_CONTRACT_VOLUNTEER] = { .rules = {
    [TW_ROSTER_RULE_DAY] = { TW_ROSTER_ARTICLE_AGREEMENT, TW_ROSTER_NO_LIMIT },
    [TW_ROSTER_RULE_WEEK] = { TW_ROSTER_ARTICLE_AGREEMENT, TW_ROSTER_NO_LIMIT },
    [TW_ROSTER_RULE_AVERAGE_DAY] = NO_RULE,
    [TW_ROSTER_RULE_OVERTIME_DAY] = NO_RULE,
    [TW_ROSTER_RULE_OVERTIME_SPECIAL] = NO_RULE,
    [TW_ROSTER_RULE_OVERTIME_MONTH] = NO_RULE,
    [TW_ROSTER_RULE_REST_DAYS] = LIMIT (HOUSE, 1),
    [TW_ROSTER_RULE_REST] = LIMIT (HOUSE, 11 * 60),
    [TW_ROSTER_RULE_RUN] = LIMIT (HOUSE, 6),
  } },
};

const TwRosterPack *
tw_roster_pack_get (TwRosterContract contract)
{
  g_return_val_if_fail ((guint) contract < G_N_ELEMENTS (packs), NULL);
  return &packs[contract];
}

const char *
tw_roster_article_id (TwRosterArticle article)
{
  static const char *const ids[] = {
    "none",          "labour-law-36",   "labour-law-38", "labour-law-41",
    "labour-law-42", "contract-law-68", "agreement",     "house",
  };
  g_return_val_if_fail ((guint) article < G_N_ELEMENTS (ids), "none");
  return ids[article];
}

int
tw_roster_month_of (guint32 julian)
{
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_julian (&date, julian);
  return g_date_get_year (&date) * 12 + g_date_get_month (&date);
}

static int
limit_of (const TwRosterTerms *terms, TwRosterRule rule)
{
  return terms->pack->rules[rule].limit;
}

static int
or_none (int limit)
{
  return limit < 0 ? G_MAXINT : limit;
}

void
tw_roster_overtime_by_day (const TwRosterTerms *terms, const TwRosterProblem *problem,
                           const int *minutes, int *ret_overtime)
{
  int day_limit = or_none (limit_of (terms, TW_ROSTER_RULE_DAY));
  int week_limit = or_none (limit_of (terms, TW_ROSTER_RULE_WEEK));
  int total = terms->history.week_minutes, daily = terms->history.week_overtime_min;
  int counted = MAX (daily, total - MIN (week_limit, total));
  for (int d = 0; d < problem->n_days; d++)
    {
      if (d > 0 && problem->weekday[d] == 0)
        total = daily = counted = 0;
      total += minutes[d];
      daily += minutes[d] > day_limit ? minutes[d] - day_limit : 0;
      int sum = MAX (daily, total > week_limit ? total - week_limit : 0);
      ret_overtime[d] = sum - counted;
      counted = sum;
    }
}

/* --- to limits ------------------------------------------------------------------------------- */

static gboolean
check_terms (const TwRosterTerms *terms, GError **error)
{
  const TwRosterHistory *h = &terms->history;
  gboolean has_reason = terms->reason && *terms->reason;
  if (terms->overtime >= TW_ROSTER_OVERTIME_SPECIAL && !has_reason)
    {
      g_set_error_literal (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID,
                           "special overtime and emergencies need a reason");
      return FALSE;
    }
  if (h->week_minutes < 0 || h->week_days < 0 || h->week_days > 6 || h->week_overtime_min < 0
      || h->month_overtime_min < 0 || h->run_days < 0 || h->run_days > 254
      || terms->ahead.until_next_min < 0 || terms->ahead.week_minutes < 0
      || terms->ahead.week_days < 0 || terms->ahead.week_days > 6 || terms->ahead.run_days < 0)
    {
      g_set_error_literal (
          error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID,
          "the history before the horizon, or what is ahead of it, is out of range");
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_overtime (const TwRosterTerms *terms)
{
  return limit_of (terms, TW_ROSTER_RULE_OVERTIME_DAY) >= 0;
}

static gboolean
is_emergency (const TwRosterTerms *terms)
{
  return has_overtime (terms) && terms->overtime == TW_ROSTER_OVERTIME_EMERGENCY;
}

/* Days of the horizon in the weeks that days first .. last - 1 touch: what a week has too much may
 * fall on any of its days. */
static int
days_of_weeks (const TwRosterProblem *problem, int first, int last)
{
  while (first > 0 && problem->weekday[first] != 0)
    first--;
  while (last < problem->n_days && problem->weekday[last] != 0)
    last++;
  return last - first;
}

/* Minutes of overtime that every day of the horizon may have, whatever the others have. */
static int
overtime_share (const TwRosterTerms *terms, const TwRosterProblem *problem, guint32 first_julian)
{
  if (!has_overtime (terms) || terms->overtime == TW_ROSTER_OVERTIME_NONE)
    return 0;
  gboolean special = terms->overtime == TW_ROSTER_OVERTIME_SPECIAL;
  int most =
      limit_of (terms, special ? TW_ROSTER_RULE_OVERTIME_SPECIAL : TW_ROSTER_RULE_OVERTIME_DAY);
  int left = or_none (limit_of (terms, TW_ROSTER_RULE_OVERTIME_MONTH));
  int share = most;
  left = MAX (0, left - terms->history.month_overtime_min);
  for (int d = 0, next; d < problem->n_days; d = next)
    {
      int month = tw_roster_month_of (first_julian + d);
      for (next = d; next < problem->n_days && tw_roster_month_of (first_julian + next) == month;)
        next++;
      share = MIN (share, left / days_of_weeks (problem, d, next));
      left = or_none (limit_of (terms, TW_ROSTER_RULE_OVERTIME_MONTH));
    }
  return share;
}

static void
resolve_spans (const TwRosterTerms *terms, const TwRosterProblem *problem, int share,
               TwRosterLimits *ret)
{
  int week = limit_of (terms, TW_ROSTER_RULE_WEEK), before = terms->history.week_minutes;
  if (week < 0 || is_emergency (terms))
    return;
  ret->spans = g_new0 (TwRosterSpan, problem->n_days);
  for (int d = 0, next; d < problem->n_days; d = next, before = 0)
    {
      for (next = d + 1; next < problem->n_days && problem->weekday[next] != 0;)
        next++;
      int after = next == problem->n_days ? terms->ahead.week_minutes : 0;
      int most = MAX (0, MAX (week, before * (share > 0)) + share * (next - d) - before - after);
      ret->spans[ret->n_spans++] = (TwRosterSpan){ d, next, 0, most };
    }
}

static gboolean
window_holds (const TwRosterAgreedWindow *w, int weekday, int minute)
{
  int before = (weekday + 6) % 7;
  return (w->weekdays >> weekday & 1 && minute >= w->first_min && minute < w->last_min)
         || (w->weekdays >> before & 1 && minute + 1440 >= w->first_min
             && minute + 1440 < w->last_min);
}

static void
resolve_windows (const TwRosterPack *pack, const TwRosterProblem *problem, TwRosterLimits *ret)
{
  if (pack->n_windows == 0)
    return;
  ret->available = g_malloc0 (problem->n_slots);
  for (int d = 0; d < problem->n_days; d++)
    for (int t = problem->day_slot[d]; t < problem->day_slot[d + 1]; t++)
      for (int i = 0; i < MIN (pack->n_windows, TW_ROSTER_MAX_WINDOWS); i++)
        ret->available[t] |= window_holds (&pack->windows[i], problem->weekday[d],
                                           problem->clock[t] * problem->slot_minutes);
}

static int
slots_up (int minutes, int slot_minutes)
{
  return (MAX (0, minutes) + slot_minutes - 1) / slot_minutes;
}

/* A run of six days leaves a day off in every seven, so in every week. */
static int
longest_run (const TwRosterTerms *terms)
{
  int run = limit_of (terms, TW_ROSTER_RULE_RUN);
  int off = limit_of (terms, TW_ROSTER_RULE_REST_DAYS);
  int by_week = off > 0 ? 7 - off : 0;
  return run < 0 ? by_week : by_week > 0 ? MIN (run, by_week) : run;
}

/* An average over the week is kept by keeping it every day, what came before in the week aside. */
static int
longest_day (const TwRosterTerms *terms, int share)
{
  int day = limit_of (terms, TW_ROSTER_RULE_DAY);
  int average = limit_of (terms, TW_ROSTER_RULE_AVERAGE_DAY);
  if (is_emergency (terms))
    return G_MAXINT;
  return MIN (day < 0 ? G_MAXINT : day + share, or_none (average));
}

gboolean
tw_roster_pack_resolve (const TwRosterTerms *terms, const TwRosterProblem *problem,
                        guint32 first_julian, TwRosterLimits *ret, GError **error)
{
  g_return_val_if_fail (terms->pack && g_date_valid_julian (first_julian), FALSE);
  if (!check_terms (terms, error))
    return FALSE;
  const TwRosterHistory *history = &terms->history;
  int share = overtime_share (terms, problem, first_julian);
  int rest = MAX (0, limit_of (terms, TW_ROSTER_RULE_REST));
  memset (ret, 0, sizeof *ret);
  ret->used_article_42 = is_emergency (terms);
  ret->max_shift_minutes = longest_day (terms, share);
  ret->rest_slots = slots_up (rest, problem->slot_minutes);
  ret->max_run = longest_run (terms);
  ret->run_before = history->run_days;
  if (history->week_days >= problem->weekday[0]) /* no day of this week was off */
    ret->run_before = MAX (history->run_days, history->week_days);
  if (history->since_last_min >= 0)
    ret->free_from = slots_up (rest - history->since_last_min, problem->slot_minutes);
  resolve_spans (terms, problem, share, ret);
  resolve_windows (terms->pack, problem, ret);
  return TRUE;
}

void
tw_roster_limits_clear (TwRosterLimits *self)
{
  g_free (self->spans);
  g_free (self->available);
  memset (self, 0, sizeof *self);
}

/* --- into the problem ------------------------------------------------------------------------ */

static int
most_minutes (const TwRosterProblem *problem, int kind)
{
  const TwRosterKind *k = &problem->kinds[kind];
  int most = 0;
  for (int n = k->min_slots; n <= k->max_slots; n += MAX (1, k->step_slots))
    {
      TwRosterShift shift = { .kind = kind, .first = 0, .last = n };
      most = MAX (most, tw_roster_problem_shift_minutes (problem, &shift));
    }
  return most;
}

static void
bar_kinds (const TwRosterProblem *problem, TwRosterPerson *person, int max_minutes)
{
  if (max_minutes == G_MAXINT)
    return;
  if (!person->max_of_kind)
    {
      person->max_of_kind = g_new (int, problem->n_kinds);
      for (int k = 0; k < problem->n_kinds; k++)
        person->max_of_kind[k] = G_MAXINT;
    }
  for (int k = 0; k < problem->n_kinds; k++)
    if (most_minutes (problem, k) > max_minutes)
      person->max_of_kind[k] = 0;
}

static void
cut_availability (const TwRosterProblem *problem, TwRosterPerson *person, const guint8 *available)
{
  if (!available)
    return;
  if (!person->available)
    {
      person->available = g_memdup2 (available, problem->n_slots);
      return;
    }
  for (int t = 0; t < problem->n_slots; t++)
    person->available[t] = person->available[t] && available[t];
}

void
tw_roster_limits_apply (const TwRosterLimits *self, TwRosterProblem *problem, int index)
{
  TwRosterPerson *person = &problem->people[index];
  person->rest_slots = self->rest_slots;
  person->max_run = self->max_run;
  person->run_before = self->run_before;
  person->free_from = self->free_from;
  g_free (person->spans);
  person->spans = g_memdup2 (self->spans, self->n_spans * sizeof *self->spans);
  person->n_spans = self->n_spans;
  bar_kinds (problem, person, self->max_shift_minutes);
  cut_availability (problem, person, self->available);
}
