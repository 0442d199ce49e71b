// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"
#include "duty/roster/tw-rota-setup.h"

#include "base/tw-json.h"
#include "roster/tw-roster-fairness.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Whose limits are whose. A person's pack is the document that the person names, else the one of
 * the pool, else that of the law for the pool's contract; on top of it come the person's own hours
 * a week, which can only be fewer. Packs that come out equal are shared.
 *
 * What was worked before the frame comes out of the projection of shifts: minutes and days of the
 * ISO week, overtime of the month, the run of days and the end of the last shift. A day that the
 * frame cuts belongs to both: who began a shift on it before the frame does not begin another one
 * that day. The engine would take such a day for a day off and begin to count the run anew, so the
 * day that would make the run too long is closed for the person instead. What is planned already
 * for the days behind the frame counts in the same way: minutes and days of the ISO week of the
 * last day, the run of days, the begin of the next shift.
 */

#define HISTORY_DAYS 35
#define FAIR_WEEKS 4
#define AHEAD_DAYS 8 /* the frame's last day and a week: a longer run is too long anyway */

typedef struct {
  char *key, *name;
  TwRosterPack pack;
} Pack;

typedef struct {
  TwRotaReading *reading;
  GPtrArray *packs; /* Pack: documents */
  gint64 since_us;
  int n_days; /* of the history, the frame's first day the last of them */
  TwShiftRows rows;
  int *minutes;         /* n_people x n_days, by local day of begin */
  gint64 *last_us;      /* n_people: end of the last shift; 0: none */
  guint8 *began_today;  /* n_people: a shift of the frame's first day that began before it */
  TwRosterAhead *ahead; /* n_people */
  guint8 *ahead_days;   /* n_people x AHEAD_DAYS: a shift begins, the frame's last day first */
  double *burdens[TW_ROSTER_N_BURDENS]; /* n_people */
} History;

static const char *const rule_keys[TW_ROSTER_N_RULES] = {
  [TW_ROSTER_RULE_DAY] = "day",
  [TW_ROSTER_RULE_WEEK] = "week",
  [TW_ROSTER_RULE_AVERAGE_DAY] = "average_day",
  [TW_ROSTER_RULE_OVERTIME_DAY] = "overtime_day",
  [TW_ROSTER_RULE_OVERTIME_SPECIAL] = "overtime_special",
  [TW_ROSTER_RULE_OVERTIME_MONTH] = "overtime_month",
  [TW_ROSTER_RULE_REST_DAYS] = "rest_days",
  [TW_ROSTER_RULE_REST] = "rest",
  [TW_ROSTER_RULE_RUN] = "run",
};

/* --- packs ----------------------------------------------------------------------------------- */

const char *
tw_rota_rule_key (TwRosterRule rule)
{
  return rule_keys[rule];
}

static TwRosterContract
contract_of (TwPool pool)
{
  return pool == TW_POOL_VOLUNTEER   ? TW_ROSTER_CONTRACT_VOLUNTEER
         : pool == TW_POOL_FREELANCE ? TW_ROSTER_CONTRACT_PART_TIME
                                     : TW_ROSTER_CONTRACT_FULL_TIME;
}

static void
read_windows (TwRosterPack *pack, JsonArray *windows)
{
  for (guint i = 0; windows && i < json_array_get_length (windows); i++)
    {
      JsonObject *window = json_array_get_object_element (windows, i);
      if (pack->n_windows == TW_ROSTER_MAX_WINDOWS)
        return;
      pack->windows[pack->n_windows++] = (TwRosterAgreedWindow){
        .weekdays = (guint8) (1 << (tw_json_get_int (window, "weekday", 1) - 1)),
        .first_min = (int) tw_json_get_int (window, "from_min", 0),
        .last_min = (int) tw_json_get_int (window, "to_min", 0),
      };
    }
}

static void
pack_free (gpointer data)
{
  Pack *pack = data;

  g_free (pack->key);
  g_free (pack->name);
  g_free (pack);
}

static Pack *
read_pack (TwDoc *doc)
{
  Pack *pack = g_new0 (Pack, 1);

  pack->key = g_strdup (doc->id);
  pack->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  for (int rule = 0; rule < TW_ROSTER_N_RULES; rule++)
    pack->pack.rules[rule] = tw_setup_pack_limit (doc->body, rule);
  read_windows (&pack->pack, tw_json_get_array (doc->body, "windows"));
  return pack;
}

static const Pack *
find_pack (const History *self, const char *key)
{
  for (guint i = 0; key && i < self->packs->len; i++)
    if (strcmp (((Pack *) self->packs->pdata[i])->key, key) == 0)
      return self->packs->pdata[i];
  return NULL;
}

/* The person's own hours a week are a limit of the pack, under the article the pack has for it. */
static TwRosterPack
pack_for (const History *self, guint e, gboolean *ret_lost)
{
  const TwRotaPerson *person = self->reading->frame->people->pdata[e];
  TwDoc *doc = self->reading->people->pdata[e];
  const char *own = tw_json_get_string (doc->body, "pack", NULL);
  g_autofree char *of_pool = g_strconcat ("rulepack:", tw_pool_key (person->pool), NULL);
  const Pack *found = find_pack (self, own);
  *ret_lost = own && !found;
  if (!found)
    found = find_pack (self, of_pool);
  TwRosterPack pack = found ? found->pack : *tw_roster_pack_get (contract_of (person->pool));
  TwRosterLimit *week = &pack.rules[TW_ROSTER_RULE_WEEK];
  if (week->limit < 0 || week->limit > person->contract_week_min)
    {
      week->limit = person->contract_week_min;
      if (week->article == TW_ROSTER_ARTICLE_NONE)
        week->article = TW_ROSTER_ARTICLE_AGREEMENT;
    }
  return pack;
}

static const TwRosterPack *
share_pack (TwRotaMade *made, const TwRosterPack *pack)
{
  for (guint i = 0; i < made->packs->len; i++)
    if (memcmp (made->packs->pdata[i], pack, sizeof *pack) == 0)
      return made->packs->pdata[i];
  g_ptr_array_add (made->packs, g_memdup2 (pack, sizeof *pack));
  return made->packs->pdata[made->packs->len - 1];
}

/* --- history --------------------------------------------------------------------------------- */

/* The local day of a time, the frame's first day being n_days - 1. */
static int
history_day (const History *self, gint64 t_us)
{
  TwLocalTime local;

  tw_time_to_local (t_us, self->reading->frame->zone, &local);
  return tw_days_from_civil (local.year, local.month, local.day) + 719163
         - (int) self->reading->frame->first_julian + self->n_days - 1;
}

static gboolean
is_evening (const TwRotaFrame *frame, const TwShiftRow *row)
{
  TwLocalTime begin;
  const TwRosterWindow *evening = &frame->problem->evening;

  tw_time_to_local (row->from_us, frame->zone, &begin);
  int first = begin.hour * 60 + begin.minute;
  int last = first + (int) ((row->to_us - row->from_us) / TW_US_PER_MIN);
  return last > evening->first * 15 && first < evening->last * 15;
}

static void
add_row (History *self, const TwShiftRow *row)
{
  TwRotaFrame *frame = self->reading->frame;
  const char *key = self->rows.keys->pdata[row->person];
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (frame->person_index, key));
  int day = history_day (self, row->from_us);

  if (found == 0 || day < 0 || day >= self->n_days)
    return;
  guint e = found - 1;
  self->minutes[e * self->n_days + day] += row->minutes;
  self->last_us[e] = MAX (self->last_us[e], row->to_us);
  self->began_today[e] |= day == self->n_days - 1;
  if (row->from_us < frame->from_us - FAIR_WEEKS * 7 * TW_US_PER_DAY)
    return;
  int weekday = (frame->problem->weekday[0] + 7 * HISTORY_DAYS - (self->n_days - 1 - day)) % 7;
  self->burdens[TW_ROSTER_BURDEN_EVENINGS][e] += is_evening (frame, row);
  self->burdens[TW_ROSTER_BURDEN_WEEKENDS][e] += weekday >= 5;
  self->burdens[TW_ROSTER_BURDEN_HOURS][e] += row->minutes;
  self->burdens[TW_ROSTER_BURDEN_WALKING][e] += row->way_min;
}

static gboolean
read_history (History *self, GError **error)
{
  TwRotaFrame *frame = self->reading->frame;
  gsize n = frame->people->len;

  self->n_days = HISTORY_DAYS + 1;
  self->since_us = frame->from_us - (HISTORY_DAYS + 1) * TW_US_PER_DAY;
  self->minutes = g_new0 (int, n *(gsize) self->n_days);
  self->last_us = g_new0 (gint64, n);
  self->began_today = g_new0 (guint8, n);
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    self->burdens[b] = g_new0 (double, n);
  if (!tw_query_shift_rows (self->reading->store, self->since_us, frame->from_us, &self->rows,
                            error))
    return FALSE;
  for (guint i = 0; i < self->rows.rows->len; i++)
    add_row (self, &g_array_index (self->rows.rows, TwShiftRow, i));
  return TRUE;
}

/* --- ahead ------------------------------------------------------------------------------------ */

/* In order of begin. */
static void
add_row_ahead (History *self, const TwShiftRow *row)
{
  const TwRotaFrame *frame = self->reading->frame;
  const TwRosterProblem *problem = frame->problem;
  const char *key = self->rows.keys->pdata[row->person];
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (frame->person_index, key));
  int day = history_day (self, row->from_us) - (self->n_days - 1) - (problem->n_days - 1);

  if (found == 0 || day < 0 || day >= AHEAD_DAYS)
    return;
  guint e = found - 1;
  TwRosterAhead *ahead = &self->ahead[e];
  if (!ahead->has_next)
    ahead->until_next_min = (int) ((row->from_us - frame->to_us) / TW_US_PER_MIN);
  ahead->has_next = TRUE;
  if (problem->weekday[problem->n_days - 1] + day < 7)
    {
      ahead->week_minutes += row->minutes;
      ahead->week_days += day > 0 && !self->ahead_days[e * AHEAD_DAYS + day];
    }
  self->ahead_days[e * AHEAD_DAYS + day] = 1;
}

static gboolean
read_ahead (History *self, GError **error)
{
  const TwRotaFrame *frame = self->reading->frame;
  gsize n = frame->people->len;

  self->ahead = g_new0 (TwRosterAhead, n);
  self->ahead_days = g_malloc0 (n * AHEAD_DAYS + 1);
  tw_shift_rows_clear (&self->rows);
  if (!tw_query_shift_rows (self->reading->store, frame->to_us,
                            frame->to_us + (AHEAD_DAYS + 1) * TW_US_PER_DAY, &self->rows, error))
    return FALSE;
  for (guint i = 0; i < self->rows.rows->len; i++)
    add_row_ahead (self, &g_array_index (self->rows.rows, TwShiftRow, i));
  for (gsize e = 0; e < n; e++)
    for (int d = 1; d < AHEAD_DAYS && self->ahead_days[e * AHEAD_DAYS + d]; d++)
      self->ahead[e].run_days++;
  return TRUE;
}

static void
history_clear (History *self)
{
  g_free (self->ahead);
  g_free (self->ahead_days);

  tw_shift_rows_clear (&self->rows);
  g_ptr_array_unref (self->packs);
  g_free (self->minutes);
  g_free (self->last_us);
  g_free (self->began_today);
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    g_free (self->burdens[b]);
}

/* Minutes beyond the daily or the weekly limit, whichever sum is greater, in the days of a history
 * from @first on. */
static int
count_overtime (const History *self, guint e, int first, const TwRosterPack *pack)
{
  int day_limit = pack->rules[TW_ROSTER_RULE_DAY].limit;
  int week_limit = pack->rules[TW_ROSTER_RULE_WEEK].limit;
  int total = 0, daily = 0, sum = 0;

  for (int d = first; d < self->n_days; d++)
    {
      int minutes = self->minutes[e * self->n_days + d];
      int weekday =
          (self->reading->frame->problem->weekday[0] + 7 * HISTORY_DAYS - (self->n_days - 1 - d))
          % 7;
      if (weekday == 0)
        {
          sum += MAX (daily, week_limit >= 0 ? MAX (0, total - week_limit) : 0);
          total = daily = 0;
        }
      total += minutes;
      daily += day_limit >= 0 ? MAX (0, minutes - day_limit) : 0;
    }
  return sum + MAX (daily, week_limit >= 0 ? MAX (0, total - week_limit) : 0);
}

static TwRosterHistory
history_of (const History *self, guint e, const TwRosterPack *pack)
{
  const TwRotaFrame *frame = self->reading->frame;
  const int *minutes = self->minutes + e * self->n_days;
  TwRosterHistory history = { .since_last_min = -1 };
  int today = self->n_days - 1, monday = today - frame->problem->weekday[0];
  GDate date;

  for (int d = monday; d <= today; d++)
    {
      history.week_minutes += minutes[d];
      history.week_days += minutes[d] > 0 && d < today;
    }
  for (int d = today - 1; d >= 0 && minutes[d] > 0; d--)
    history.run_days++;
  g_date_clear (&date, 1);
  g_date_set_julian (&date, frame->first_julian);
  history.month_overtime_min =
      count_overtime (self, e, MAX (0, today + 1 - g_date_get_day (&date)), pack);
  history.week_overtime_min = count_overtime (self, e, monday, pack);
  if (self->last_us[e] > 0)
    history.since_last_min = (int) MAX (0, (frame->from_us - self->last_us[e]) / TW_US_PER_MIN);
  return history;
}

/* --- limits ---------------------------------------------------------------------------------- */

static void
close_day (TwRotaFrame *frame, TwRosterPerson *person, int day)
{
  const TwRosterProblem *problem = frame->problem;

  if (day >= 0 && day < problem->n_days)
    memset (person->available + problem->day_slot[day], 0,
            (gsize) (problem->day_slot[day + 1] - problem->day_slot[day]));
}

/* What the first, cut day means for the rest of it, and for the run of days. */
static void
apply_today (const History *self, guint e)
{
  TwRotaFrame *frame = self->reading->frame;
  TwRosterPerson *person = &frame->problem->people[e];
  int run = frame->terms[e].history.run_days + 1;

  if (self->last_us[e] > frame->from_us)
    person->free_from =
        MAX (person->free_from, tw_rota_frame_slot_of (frame, self->last_us[e] + TW_US_PER_SLOT - 1)
                                    + person->rest_slots);
  if (self->ahead_days[e * AHEAD_DAYS]) /* on the last, cut day */
    close_day (frame, person, frame->problem->n_days - 1);
  if (!self->began_today[e])
    return;
  close_day (frame, person, 0);
  if (person->max_run > 0)
    close_day (frame, person, MAX (1, person->max_run - run + 1));
}

static gboolean
apply_pack (History *self, guint e, GError **error)
{
  TwRotaReading *reading = self->reading;
  TwRotaFrame *frame = reading->frame;
  TwRosterLimits limits;
  TwRosterTerms *terms = &frame->terms[e];

  terms->history = history_of (self, e, terms->pack);
  terms->ahead = self->ahead[e];
  terms->overtime = reading->options->overtime;
  terms->reason = reading->made->overtime_reason;
  if (!tw_roster_pack_resolve (terms, frame->problem, frame->first_julian, &limits, error))
    return FALSE;
  tw_roster_limits_apply (&limits, frame->problem, (int) e);
  tw_roster_limits_clear (&limits);
  apply_today (self, e);
  reading->made->barred_kinds[e] = g_steal_pointer (&frame->problem->people[e].max_of_kind);
  ((TwRotaPerson *) frame->people->pdata[e])->week_min_before = terms->history.week_minutes;
  return TRUE;
}

/* Minor prices, below those of wages and wishes, so that fairness chooses between equals. */
static void
set_prices (History *self)
{
  TwRotaFrame *frame = self->reading->frame;
  g_autofree int *contract = g_new0 (int, frame->people->len);
  TwRosterFairnessHistory history = {
    .weight = { [TW_ROSTER_BURDEN_EVENINGS] = 1,
                [TW_ROSTER_BURDEN_WEEKENDS] = 1,
                [TW_ROSTER_BURDEN_HOURS] = 0.005,
                [TW_ROSTER_BURDEN_WALKING] = 0.02 },
    .contract_minutes = contract,
  };

  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    history.before[b] = self->burdens[b];
  for (guint e = 0; e < frame->people->len; e++)
    contract[e] = ((TwRotaPerson *) frame->people->pdata[e])->contract_week_min * FAIR_WEEKS;
  tw_roster_fairness_prices (frame->problem, &history);
}

gboolean
tw_rota_read_rules (TwRotaReading *reading, GError **error)
{
  TwRotaFrame *frame = reading->frame;
  History self = { .reading = reading, .packs = g_ptr_array_new_with_free_func (pack_free) };
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();
  gboolean good;

  for (guint i = 0; i < reading->packs->len; i++)
    g_ptr_array_add (self.packs, read_pack (reading->packs->pdata[i]));
  frame->terms = g_new0 (TwRosterTerms, MAX (1, frame->people->len));
  reading->made->barred_kinds = g_new0 (int *, MAX (1, frame->people->len));
  good = read_history (&self, error) && read_ahead (&self, error);
  for (guint e = 0; good && e < frame->people->len; e++)
    {
      gboolean no_pack;
      TwRosterPack pack = pack_for (&self, e, &no_pack);
      frame->terms[e].pack = share_pack (reading->made, &pack);
      if (no_pack)
        g_ptr_array_add (lost, ((TwRotaPerson *) frame->people->pdata[e])->name);
      good = apply_pack (&self, e, error);
    }
  if (good)
    set_prices (&self);
  if (good && lost->len > 0)
    {
      g_autofree char *names = tw_rota_join (lost);
      tw_rota_note (frame, _ ("Rule packs that are not there; those of the pool hold for: %s"),
                    names);
    }
  history_clear (&self);
  return good;
}
