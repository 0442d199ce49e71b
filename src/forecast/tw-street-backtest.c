// SPDX-License-Identifier: Apache-2.0
/*
 * The forecast is made again at origins in the past, with nothing known after them, and scored
 * against what came; so is a rival that any clerk could compute. Errors are pooled over the lines
 * of a level before they are divided (the sum of absolute errors over the sum of the lines'
 * scales), since a cell with one request a month has no scale of its own.
 */
#include "forecast/tw-street-backtest.h"

#include "forecast/tw-count-dist.h"
#include "forecast/tw-metrics.h"
#include "forecast/tw-street-cells.h"
#include "forecast/tw-street-model.h"

#include <math.h>
#include <string.h>

#define WEEK TW_STREET_WEEK
#define NAIVE_WEEKS 8
#define NAIVE_MAX (3 * NAIVE_WEEKS)
/* Counts kept a level: of a larger one, evenly spaced lines are scored. */
#define MAX_LEVEL_COUNTS (gsize) (16u * 1024 * 1024)

static const double levels[] = { 0.1, 0.5, 0.9 };

/* Counts and forecasts of the lines of one level. */
typedef struct {
  guint n_lines, n_all; /* scored, and of the level */
  float *counts;        /* n_lines x n_hours */
  double *means;        /* n_lines x horizon, refilled at each origin */
  double *alpha;        /* n_lines */
} Level;

typedef struct {
  double error, naive_error, scale, pinball, naive_pinball;
  double p10, p90, p90_raw, naive_p90;
  gsize n;
} Sums;

typedef struct {
  const TwStreetTables *tables;
  guint horizon;
  Level levels[TW_STREET_N_LEVELS];
  Sums sums[TW_STREET_N_LEVELS];
} Backtest;

static void
backtest_clear (Backtest *self)
{
  for (int i = 0; i < TW_STREET_N_LEVELS; i++)
    {
      g_free (self->levels[i].counts);
      g_free (self->levels[i].means);
      g_free (self->levels[i].alpha);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Backtest, backtest_clear)

const char *
tw_street_level_name (TwStreetLevel level)
{
  static const char *const names[] = { "subdistrict", "community", "community x service", "cell" };

  return level < TW_STREET_N_LEVELS ? names[level] : "";
}

static void
level_init (Level *level, const TwStreetTables *tables, gsize n_all, guint horizon)
{
  gsize room = MAX (MAX_LEVEL_COUNTS / MAX (tables->n_hours, 1), 1);

  level->n_all = (guint) n_all;
  level->n_lines = (guint) MIN (n_all, room);
  level->counts = g_new0 (float, (gsize) level->n_lines * tables->n_hours + 1);
  level->means = g_new0 (double, (gsize) level->n_lines *horizon + 1);
  level->alpha = g_new0 (double, level->n_lines + 1);
}

/* Where scored line @i stands among all of its level. */
static guint
number_of (const Level *level, guint i)
{
  return (guint) ((guint64) i * level->n_all / level->n_lines);
}

static void
count (Level *level, guint number, guint n_hours, guint t)
{
  if (level->n_lines == 0)
    return;
  guint i = (guint) (((guint64) number * level->n_lines + level->n_all - 1) / level->n_all);

  if (i < level->n_lines && number_of (level, i) == number)
    level->counts[(gsize) i * n_hours + t]++;
}

static void
init_levels (Backtest *self)
{
  const TwStreetTables *tables = self->tables;
  const TwStreetFold *fold = &tables->fold;
  gsize n_pairs = MIN ((gsize) fold->n_places * fold->n_services, G_MAXUINT32);

  level_init (&self->levels[TW_STREET_LEVEL_SUBDISTRICT], tables, 1, self->horizon);
  level_init (&self->levels[TW_STREET_LEVEL_COMMUNITY], tables, fold->n_places, self->horizon);
  level_init (&self->levels[TW_STREET_LEVEL_ROW], tables, n_pairs, self->horizon);
  level_init (&self->levels[TW_STREET_LEVEL_CELL], tables, tables->n_cells, self->horizon);
  for (gsize i = 0; i < tables->n_events; i++)
    {
      const TwStreetArrival *event = &tables->events[i];
      Level *all = self->levels;
      guint n = tables->n_hours, t = event->hour;
      count (&all[TW_STREET_LEVEL_SUBDISTRICT], 0, n, t);
      count (&all[TW_STREET_LEVEL_COMMUNITY], event->place, n, t);
      count (&all[TW_STREET_LEVEL_ROW], event->place * fold->n_services + event->service, n, t);
      if (event->cell >= 0)
        count (&all[TW_STREET_LEVEL_CELL], (guint) event->cell, n, t);
    }
}

static void
copy_line (Backtest *self, TwStreetLevel to, guint line, const TwStreetModel *model, int place,
           int service)
{
  TwStreetLook look = tw_street_model_look (model, self->tables, place, service);

  for (guint h = 0; h < self->horizon; h++)
    self->levels[to].means[(gsize) line * self->horizon + h] = look.part * look.means[h];
  self->levels[to].alpha[line] = look.alpha;
}

/* The part of one pair of cell and place, added to @means. */
static void
add_pair (Backtest *self, const TwStreetModel *model, const TwStreetCells *cells, guint pair,
          double *means)
{
  const TwStreetFold *fold = &self->tables->fold;
  guint place = cells->place[pair];

  for (guint c = 0; c < cells->n_services; c++)
    {
      const double *mean =
          model->mean
          + tw_street_line (self->tables, fold->group_of[place], (int) c) * self->horizon;
      double part = cells->share[(gsize) pair * cells->n_services + c];
      if (tw_street_fold_shares_group (fold, place))
        part *= tw_street_shares_of_place (model->shares, place, c);
      for (guint h = 0; h < self->horizon; h++)
        means[h] += part * mean[h];
    }
}

static void
fill_cells (Backtest *self, const TwStreetModel *model, guint origin)
{
  Level *level = &self->levels[TW_STREET_LEVEL_CELL];
  g_autoptr (TwStreetCells) cells = tw_street_cells_new (self->tables, origin);

  memset (level->means, 0, (gsize) level->n_lines * self->horizon * sizeof (double));
  for (guint i = 0; i < level->n_lines; i++)
    {
      guint cell = number_of (level, i);
      for (guint k = cells->first_of_cell[cell]; k < cells->first_of_cell[cell + 1]; k++)
        {
          level->alpha[i] = tw_street_model_look (model, self->tables, cells->place[k], -1).alpha;
          add_pair (self, model, cells, k, level->means + (gsize) i * self->horizon);
        }
    }
}

static void
fill_levels (Backtest *self, const TwStreetModel *model, guint origin)
{
  const Level *all = self->levels;
  guint n_services = self->tables->fold.n_services;

  copy_line (self, TW_STREET_LEVEL_SUBDISTRICT, 0, model, -1, -1);
  for (guint i = 0; i < all[TW_STREET_LEVEL_COMMUNITY].n_lines; i++)
    copy_line (self, TW_STREET_LEVEL_COMMUNITY, i, model,
               (int) number_of (&all[TW_STREET_LEVEL_COMMUNITY], i), -1);
  for (guint i = 0; i < all[TW_STREET_LEVEL_ROW].n_lines; i++)
    {
      guint pair = number_of (&all[TW_STREET_LEVEL_ROW], i);
      copy_line (self, TW_STREET_LEVEL_ROW, i, model, (int) (pair / n_services),
                 (int) (pair % n_services));
    }
  if (all[TW_STREET_LEVEL_CELL].n_lines > 0)
    fill_cells (self, model, origin);
}

/* Two dozen values, mostly equal: nothing beats insertion. */
static void
insert_sorted (float *sorted, guint n, float value)
{
  for (; n > 0 && sorted[n - 1] > value; n--)
    sorted[n] = sorted[n - 1];
  sorted[n] = value;
}

/* The rival's quantiles for hour @t as seen from @origin: the same hour of past weeks and its
 * neighbours, ordered. */
static void
naive_quantiles (const TwStreetTables *tables, const float *counts, guint origin, guint t,
                 double ret[3])
{
  float seen[NAIVE_MAX];
  guint n = 0, back = (t - origin) / WEEK + 1;

  for (guint k = back; k < back + NAIVE_WEEKS && t >= k * WEEK + tables->first; k++)
    for (guint near = t - k * WEEK - 1; near <= t - k * WEEK + 1; near++)
      if (near < origin && near + 1 > tables->first)
        insert_sorted (seen, n++, counts[near]);
  for (guint i = 0; i < 3; i++)
    ret[i] = n > 0 ? seen[MIN ((guint) ceil (levels[i] * n), n) - 1] : 0;
}

static double
line_scale (const TwStreetTables *tables, const float *counts, guint origin)
{
  double sum = 0;

  for (guint t = tables->first + WEEK; t < origin; t++)
    sum += fabsf (counts[t] - counts[t - WEEK]);
  return origin > tables->first + WEEK ? sum / (origin - tables->first - WEEK) : 0;
}

static void
score_hour (Sums *sums, double y, double mean, double alpha, const double naive[3],
            double last_week)
{
  double q[3];

  tw_count_quantiles (mean, alpha, levels, 3, q);
  sums->n++;
  sums->error += fabs (y - q[1]);
  sums->naive_error += fabs (y - last_week);
  for (int i = 0; i < 3; i++)
    {
      sums->pinball += tw_metric_pinball (levels[i], q[i], y) / 3;
      sums->naive_pinball += tw_metric_pinball (levels[i], naive[i], y) / 3;
    }
  sums->p10 += tw_count_coverage (mean, alpha, levels[0], q[0], y);
  sums->p90 += tw_count_coverage (mean, alpha, levels[2], q[2], y);
  sums->p90_raw += y <= q[2];
  sums->naive_p90 += y <= naive[2];
}

static void
score_level (Backtest *self, TwStreetLevel which, guint origin)
{
  const Level *level = &self->levels[which];
  Sums *sums = &self->sums[which];

  for (guint line = 0; line < level->n_lines; line++)
    {
      const float *counts = level->counts + (gsize) line * self->tables->n_hours;
      sums->scale += line_scale (self->tables, counts, origin) * self->horizon;
      for (guint h = 0; h < self->horizon; h++)
        {
          guint t = origin + h;
          double naive[3];
          naive_quantiles (self->tables, counts, origin, t, naive);
          score_hour (sums, counts[t], level->means[(gsize) line * self->horizon + h],
                      level->alpha[line], naive, counts[t - (h / WEEK + 1) * WEEK]);
        }
    }
}

static void
settle (const Sums *sums, TwStreetScore *ret)
{
  *ret = (TwStreetScore){ .present = sums->n > 0, .n = sums->n };
  if (sums->n == 0)
    return;
  double scale = sums->scale > 0 ? sums->scale : NAN, n = sums->n;
  ret->mase = sums->error / scale;
  ret->naive_mase = sums->naive_error / scale;
  ret->pinball = sums->pinball / n;
  ret->naive_pinball = sums->naive_pinball / n;
  ret->cover_p10 = sums->p10 / n;
  ret->cover_p90 = sums->p90 / n;
  ret->cover_p90_raw = sums->p90_raw / n;
  ret->naive_cover_p90 = sums->naive_p90 / n;
  ret->wins = sums->error < sums->naive_error && sums->pinball < sums->naive_pinball;
}

/* How many origins of @wanted the history carries. */
static guint
count_origins (const TwStreetTables *tables, guint wanted, guint horizon)
{
  guint n = 0;

  while (n < wanted
         && tables->n_hours >= tables->first + TW_STREET_MIN_DAYS * 24 + (n + 1) * horizon)
    n++;
  return n;
}

typedef struct {
  TwProgressFunc func;
  gpointer data;
  double from, part;
} Progress;

static void
progress_cb (double fraction, const char *doing, gpointer data)
{
  Progress *progress = data;

  if (progress->func != NULL)
    progress->func (progress->from + progress->part * fraction, NULL, progress->data);
}

static gboolean
run (Backtest *self, guint n, GCancellable *cancellable, Progress *progress, GError **error)
{
  for (guint k = 0; k < n; k++)
    {
      guint origin = self->tables->n_hours - (n - k) * self->horizon;
      progress->from = (double) k / n;
      progress->part = 1.0 / n;
      g_autoptr (TwStreetModel) model =
          tw_street_model_new (self->tables, origin, self->horizon, cancellable, progress_cb,
                               progress, error);
      if (model == NULL)
        return FALSE;
      fill_levels (self, model, origin);
      for (int level = 0; level < TW_STREET_N_LEVELS; level++)
        score_level (self, level, origin);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_street_backtest (const TwStreetProblem *problem, guint n_origins, GCancellable *cancellable,
                    TwProgressFunc progress, gpointer progress_data, TwStreetBacktest *ret_backtest,
                    GError **error)
{
  g_return_val_if_fail (problem != NULL && ret_backtest != NULL, FALSE);
  if (!tw_street_problem_check (problem, error))
    return FALSE;

  g_autoptr (TwStreetTables) tables = tw_street_tables_new (problem);
  g_auto (Backtest) self = { .tables = tables, .horizon = problem->n_horizon };
  Progress link = { progress, progress_data, 0, 1 };
  guint n = count_origins (tables, MAX (n_origins, 1), problem->n_horizon);
  double days = tw_street_problem_history_days (problem);
  if (n == 0)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT,
                   "There are %.1f days of history; a back-test needs at least %.1f: %d to learn "
                   "from and a horizon to "
                   "be judged on",
                   days, TW_STREET_MIN_DAYS + problem->n_horizon / 24.0, TW_STREET_MIN_DAYS);
      return FALSE;
    }
  init_levels (&self);
  if (!run (&self, n, cancellable, &link, error))
    return FALSE;

  *ret_backtest =
      (TwStreetBacktest){ .n_origins = n, .n_horizon = problem->n_horizon, .days = days };
  for (int level = 0; level < TW_STREET_N_LEVELS; level++)
    settle (&self.sums[level], &ret_backtest->levels[level]);
  return TRUE;
}
