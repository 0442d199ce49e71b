// SPDX-License-Identifier: Apache-2.0
/*
 * A forecast made of habits learns of a surge when it is over. Here the requests of the last hours,
 * and of the part of an hour that is running, are held against what the habits expect. A line's
 * level, 1 on ordinary days, is Gamma with mean L and variance v; y requests where e are expected
 * make it
 *
 *     L = (a + y) / (b + e),   v = (a + y) / (b + e)^2,   a = L^2 / v,   b = L / v
 *
 * whatever the time they took: a third of an hour counts with the third of its expectation. From
 * hour to hour a level falls back to 1 and its variance to that of ordinary hours,
 *
 *     L = 1 + rho (L - 1),   v = rho^2 v + (1 - rho^2) v0
 *
 * and so it does over the hours ahead. The street has a level, each service one relative to it,
 * then each place and each row: the expectation of the finer ones holds the levels of the coarser.
 * rho and v0 of each kind are those that would have told most of the next hour in the hours after
 * past origins (least Poisson deviance); where nothing tells anything v0 is 0. The full hours
 * before the origin are in the forecast already: of them only surges count.
 *
 * Surges are not what ordinary hours teach. With odds of SURGE_ODDS a level is drawn from a wide
 * Gamma instead, SURGE_LEVEL times as high or SURGE_HOURLY requests an hour, and the two posteriors
 * are weighed by how well they had foretold y (both negative binomials): a few requests too many
 * change little, twenty where two were expected are believed at once. So that one place's surge is
 * not taken for everybody's, the coarser levels see of a finer line no more than chance would
 * bring.
 */
#include "forecast/tw-street-now.h"

#include "forecast/tw-count-dist.h"

#include <math.h>
#include <string.h>

#define LOOK_BACK 6 /* hours before the origin */
#define LEARN_HOURS 8
#define MAX_JUDGED 2000 /* rows x origins that judge how long surprises last */
#define MIN_GAIN 8.0    /* of the log likelihood, for a kind to follow its surprises */
#define CALM 1e-7       /* the variance of a level that is not followed */
/* So far above its expectation a line may be by chance. */
#define CAP_SIGMAS 2.5
#define CAP_BASE 1.0
#define SURGE_ODDS 0.01 /* in an hour, of all lines of a kind */
#define SURGE_LINES 1
#define SURGE_LEVEL 2.0
#define SURGE_HOURLY 10.0
#define SURGE_SPREAD 1.0
#define SURGE_RHO 0.8
/* One request at an hour that never had any is no reason to expect millions by day. */
#define MAX_LEVEL 100.0

typedef enum { KIND_STREET, KIND_SERVICE, KIND_PLACE, KIND_ROW, N_KINDS } Kind;

typedef struct {
  double v0, rho;
} Habit;

typedef struct {
  double level, v;
} State;

typedef struct {
  const TwStreetTables *tables;
  Habit habits[N_KINDS];
  gboolean follow; /* ordinary surprises too, not only surges */
  State *states[N_KINDS];
  guint n[N_KINDS];
  double part;           /* of an hour, that y and e are of */
  double *y, *e;         /* n_rows */
  double *shown;         /* n_rows: of y, what a coarser level sees */
  double *sum_y, *sum_e; /* n_rows, by line */
} Now;

static guint
line_of (const TwStreetTables *tables, Kind kind, guint row)
{
  switch (kind)
    {
    case KIND_STREET:
      return 0;
    case KIND_SERVICE:
      return row % tables->n_services;
    case KIND_PLACE:
      return row / tables->n_services;
    default:
      return row;
    }
}

static void
reset (Now *now)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    for (guint i = 0; i < now->n[kind]; i++)
      now->states[kind][i] = (State){ 1, now->follow ? MAX (now->habits[kind].v0, CALM) : CALM };
}

static void
now_init (Now *now, const TwStreetTables *tables)
{
  now->tables = tables;
  now->n[KIND_STREET] = 1;
  now->n[KIND_SERVICE] = tables->n_services > 1 ? tables->n_services : 0;
  now->n[KIND_PLACE] = tables->n_places > 1 ? tables->n_places : 0;
  now->n[KIND_ROW] = tables->n_places > 1 && tables->n_services > 1 ? tables->n_rows : 0;
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      now->habits[kind] = (Habit){ 0, SURGE_RHO };
      now->states[kind] = g_new (State, MAX (now->n[kind], 1));
    }
  now->y = g_new (double, tables->n_rows);
  now->e = g_new (double, tables->n_rows);
  now->shown = g_new (double, tables->n_rows);
  now->sum_y = g_new (double, tables->n_rows);
  now->sum_e = g_new (double, tables->n_rows);
  now->follow = TRUE;
}

static void
now_clear (Now *now)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    g_free (now->states[kind]);
  g_free (now->y);
  g_free (now->e);
  g_free (now->shown);
  g_free (now->sum_y);
  g_free (now->sum_e);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Now, now_clear)

static State
posterior (State prior, double y, double e)
{
  double a = prior.level * prior.level / prior.v, b = prior.level / prior.v;

  return (State){ (a + y) / (b + e), (a + y) / ((b + e) * (b + e)) };
}

/* The posterior, with the chance of a surge: @odds before y is seen. @hourly: requests expected in
 * an ordinary hour. @doubt: the variance that ordinary hours have. */
static State
update (State prior, double y, double e, double hourly, double doubt, double odds)
{
  State calm = posterior (prior, y, e);
  double mean = e * prior.level, relative = MAX (prior.v / (prior.level * prior.level), doubt);

  if (y < mean + 2 * sqrt (mean + relative * mean * mean) + 1)
    return calm; /* nothing to wonder at */
  double height = prior.level * MAX (SURGE_LEVEL, SURGE_HOURLY / MAX (hourly, 1e-6));
  height = MIN (height, MAX_LEVEL);
  State wide = { height, SURGE_SPREAD * height * height };
  State surge = posterior (wide, y, e);
  double told = tw_count_pmf (mean, relative, floor (y)),
         surged = odds * tw_count_pmf (e * height, SURGE_SPREAD, floor (y));
  double w = told + surged > 0 ? surged / (told + surged) : 1, d = surge.level - calm.level;
  return (State){ MIN (calm.level + w * d, MAX_LEVEL),
                  (1 - w) * calm.v + w * surge.v + w * (1 - w) * d * d };
}

static State
pass_hour (State state, const Habit *habit, gboolean follow)
{
  double keep = habit->rho * habit->rho;

  return (State){ 1 + habit->rho * (state.level - 1),
                  keep * state.v + (1 - keep) * (follow ? MAX (habit->v0, CALM) : CALM) };
}

/* Of @y requests where @e are expected, the share that chance may well bring. */
static double
ordinary_share (double y, double e)
{
  double most = e + CAP_SIGMAS * sqrt (e) + CAP_BASE;

  return y > most ? most / y : 1;
}

/* Takes out of now->shown what is more than chance brings to a line of @kind. */
static void
cap_lines (Now *now, Kind kind)
{
  double *y = now->sum_y, *e = now->sum_e;

  memset (y, 0, now->n[kind] * sizeof (double));
  memset (e, 0, now->n[kind] * sizeof (double));
  for (guint row = 0; row < now->tables->n_rows; row++)
    {
      guint i = line_of (now->tables, kind, row);
      y[i] += now->shown[row];
      e[i] += now->e[row];
    }
  for (guint i = 0; i < now->n[kind]; i++)
    y[i] = ordinary_share (y[i], e[i]);
  for (guint row = 0; row < now->tables->n_rows; row++)
    now->shown[row] *= y[line_of (now->tables, kind, row)];
}

/* The requests and expectations of the lines of @kind. What may be a surge of a finer line is left
 * to that. */
static void
sum_lines (Now *now, Kind kind)
{
  memcpy (now->shown, now->y, now->tables->n_rows * sizeof (double));
  for (Kind finer = KIND_ROW; finer > kind; finer--)
    if (now->n[finer] > 0)
      cap_lines (now, finer);
  memset (now->sum_y, 0, now->n[kind] * sizeof (double));
  memset (now->sum_e, 0, now->n[kind] * sizeof (double));
  for (guint row = 0; row < now->tables->n_rows; row++)
    {
      guint i = line_of (now->tables, kind, row);
      now->sum_y[i] += now->shown[row];
      now->sum_e[i] += now->e[row];
    }
}

/* Poisson deviance, up to what does not depend on the levels, of the lines of @kind before they
 * have seen their requests. */
static double
deviance (const Now *now, Kind kind)
{
  double loss = 0;

  for (guint i = 0; i < now->n[kind]; i++)
    {
      double level = now->states[kind][i].level;
      loss += now->sum_e[i] * (level - 1);
      if (now->sum_y[i] > 0)
        loss -= now->sum_y[i] * log (level);
    }
  return loss;
}

static void
update_lines (Now *now, Kind kind)
{
  State *states = now->states[kind];
  double odds = SURGE_ODDS / (SURGE_LINES + now->n[kind]);

  for (guint i = 0; i < now->n[kind]; i++)
    states[i] = update (states[i], now->sum_y[i], now->sum_e[i], now->sum_e[i] / now->part,
                        now->habits[kind].v0, odds);
  for (guint row = 0; row < now->tables->n_rows; row++)
    now->e[row] *= states[line_of (now->tables, kind, row)].level;
}

/* Takes in the requests y, where e are expected, of all levels down to @last; the deviance of
 * @last. */
static double
take_in (Now *now, Kind last)
{
  double loss = 0;

  for (Kind kind = 0; kind <= last; kind++)
    {
      if (now->n[kind] == 0)
        continue;
      sum_lines (now, kind);
      loss = kind == last ? deviance (now, kind) : 0;
      update_lines (now, kind);
    }
  return loss;
}

static void
let_pass (Now *now, Kind last)
{
  for (Kind kind = 0; kind <= last; kind++)
    for (guint i = 0; i < now->n[kind]; i++)
      now->states[kind][i] = pass_hour (now->states[kind][i], &now->habits[kind], now->follow);
}

/* Requests of hour @t, and @means of it, @stride apart. */
static void
load (Now *now, guint t, const double *means, guint stride)
{
  const TwStreetTables *tables = now->tables;

  now->part = 1;
  memset (now->y, 0, tables->n_rows * sizeof (double));
  for (gsize i = tables->first_of_hour[t]; i < tables->first_of_hour[t + 1]; i++)
    now->y[tables->events[i].row]++;
  for (gsize row = 0; row < tables->n_rows; row++)
    now->e[row] = means[row * stride];
}

/* --- what the past teaches ----------------------------------------------------------------------
 */

static double
deviance_of_past (Now *now, Kind kind, const TwStreetPast *past, guint n_past)
{
  guint hours = now->tables->n_rows > MAX_JUDGED / 2 ? LEARN_HOURS / 2 : LEARN_HOURS;
  double loss = 0;

  for (guint k = 0; k < n_past; k++)
    {
      reset (now);
      for (guint h = 0; h < hours; h++)
        {
          load (now, past[k].origin + h, past[k].rows + h, TW_STREET_BLEND_HORIZON);
          loss += take_in (now, kind);
          let_pass (now, kind);
        }
    }
  return loss;
}

static void
learn (Now *now, Kind kind, const TwStreetPast *past, guint n_past)
{
  static const double spreads[] = { 0.005, 0.03, 0.2 }, rhos[] = { 0.6, 0.9 };
  Habit best = now->habits[kind];
  double least = deviance_of_past (now, kind, past, n_past) - MIN_GAIN;

  for (gsize i = 0; i < G_N_ELEMENTS (spreads); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (rhos); j++)
      {
        now->habits[kind] = (Habit){ spreads[i], rhos[j] };
        double loss = deviance_of_past (now, kind, past, n_past);
        if (loss < least)
          {
            least = loss;
            best = now->habits[kind];
          }
      }
  now->habits[kind] = best;
}

/* --- now ----------------------------------------------------------------------------------------
 */

/* The part of the running hour that has passed, as requests count. */
static double
passed_share (const TwStreetTables *tables)
{
  double share = 0;

  for (guint q = 0; q < TW_STREET_SLOTS_PER_HOUR; q++)
    share += tw_street_tables_quarter_share (tables, q) - tw_street_tables_quarter_left (tables, q);
  return share;
}

static void
take_in_partial (Now *now, const double *rows, guint horizon)
{
  const TwStreetTables *tables = now->tables;
  double passed = passed_share (tables);

  now->part = MAX (passed, 1e-3);
  memset (now->y, 0, tables->n_rows * sizeof (double));
  for (gsize i = 0; i < tables->n_partial; i++)
    now->y[tables->partial[i].row]++;
  for (gsize row = 0; row < tables->n_rows; row++)
    now->e[row] = passed * rows[row * horizon];
  take_in (now, KIND_ROW);
}

static double
level_ahead (const Now *now, guint row, guint h)
{
  double level = 1;

  for (Kind kind = 0; kind < N_KINDS; kind++)
    if (now->n[kind] > 0)
      {
        double l = now->states[kind][line_of (now->tables, kind, row)].level;
        level *= 1 + pow (now->habits[kind].rho, h) * (l - 1);
      }
  return MIN (level, MAX_LEVEL);
}

/* The full hours before: the forecast knows them, but for the surge that is under way. */
static void
look_back (Now *now, const TwStreetMemory *memory, guint origin)
{
  guint n = MIN (LOOK_BACK, origin - now->tables->first);
  g_autofree double *means = g_new (double, (gsize) now->tables->n_rows *n + 1);

  tw_street_fit (now->tables, origin - n, n, memory, means); /* the surge is no habit of its own */
  now->follow = FALSE;
  reset (now);
  for (guint h = 0; h < n; h++)
    {
      load (now, origin - n + h, means + h, n);
      take_in (now, KIND_ROW);
      let_pass (now, KIND_ROW);
    }
  now->follow = TRUE;
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint i = 0; i < now->n[kind]; i++)
      now->states[kind][i].v = MAX (now->states[kind][i].v, now->habits[kind].v0);
}

void
tw_street_now (const TwStreetTables *tables, const TwStreetMemory *memory, guint origin,
               guint horizon, double *rows, const TwStreetPast *past, guint n_past)
{
  g_auto (Now) now = { 0 };
  gboolean running = origin == tables->n_hours && tables->elapsed_us > 0;
  guint n_judges = MIN (n_past, CLAMP (MAX_JUDGED / tables->n_rows, 2, 12));

  now_init (&now, tables);
  for (Kind kind = 0; kind < N_KINDS && n_past > 0; kind++)
    if (now.n[kind] > 0 && now.n[kind] <= MAX_JUDGED / 2) /* else each is too rare to tell */
      learn (&now, kind, past, n_judges);
  look_back (&now, memory, origin);
  if (running)
    take_in_partial (&now, rows, horizon);
  for (guint row = 0; row < tables->n_rows; row++)
    for (guint h = 0; h < horizon; h++)
      rows[(gsize) row * horizon + h] *= level_ahead (&now, row, h);
  if (!running)
    return;
  double left = 1 - passed_share (tables);
  for (gsize row = 0; row < tables->n_rows; row++)
    rows[row * horizon] *= left;
}
