// SPDX-License-Identifier: Apache-2.0
/*
 * From rows to a forecast with honest spread.
 *
 * The spread is not what the fit believes of itself: the model is refitted at origins in the past,
 * and what happened in the three days after each of them tells, line by line, how much more the
 * counts vary than a Poisson of the forecast mean. alpha = sum ((y - m)^2 - m) / sum m^2 is that
 * excess; a line's own estimate is pulled toward that of all lines of its kind (street, service,
 * place, row), the more the less it has seen.
 */
#include "forecast/tw-street-model.h"

#include "forecast/tw-street-blend.h"

#include <math.h>
#include <string.h>

#define DAY 24
#define SPREAD_HORIZON TW_STREET_BLEND_HORIZON
#define MAX_SPREAD_ORIGINS 12
#define MIN_TRAIN_HOURS (8 * DAY)
#define MAX_ALPHA 4.0
/* Misses of one origin hang together, so a dozen origins are about a dozen draws: the variance of a
 * t with as many degrees of freedom at P90, and a little for the choices made on them. */
#define ALPHA_WIDEN 1.2
/* A kind's alpha counts as much as this many hours of its average line. */
#define ALPHA_PRIOR_HOURS 300.0

static const TwStreetMemory memories[] = {
  { 1000, 21, NULL }, { 1000, 60, NULL }, { 70, 10, NULL }, { 70, 28, NULL }, { 28, 7, NULL }
};

typedef enum { KIND_STREET, KIND_SERVICE, KIND_PLACE, KIND_ROW, N_LINE_KINDS } LineKind;

static LineKind
line_kind (const TwStreetTables *tables, gsize line)
{
  gboolean all_places = line / (tables->n_services + 1) == 0,
           all_services = line % (tables->n_services + 1) == 0;

  return all_places     ? (all_services ? KIND_STREET : KIND_SERVICE)
         : all_services ? KIND_PLACE
                        : KIND_ROW;
}

static void
add_to_lines (const TwStreetTables *tables, guint row, guint h, guint horizon, double value,
              double *lines)
{
  int place = (int) (row / tables->n_services), service = (int) (row % tables->n_services);

  lines[tw_street_line (tables, place, service) * horizon + h] += value;
  lines[tw_street_line (tables, place, -1) * horizon + h] += value;
  lines[tw_street_line (tables, -1, service) * horizon + h] += value;
  lines[tw_street_line (tables, -1, -1) * horizon + h] += value;
}

static gsize
n_lines_of (const TwStreetTables *tables)
{
  return (gsize) (tables->n_places + 1) * (tables->n_services + 1);
}

void
tw_street_sum_lines (const TwStreetTables *tables, const double *rows, guint horizon,
                     double *ret_lines)
{
  memset (ret_lines, 0, n_lines_of (tables) * horizon * sizeof (double));
  for (guint row = 0; row < tables->n_rows; row++)
    for (guint h = 0; h < horizon; h++)
      add_to_lines (tables, row, h, horizon, rows[(gsize) row * horizon + h], ret_lines);
}

void
tw_street_count_lines (const TwStreetTables *tables, guint from, guint n, double *ret_lines)
{
  memset (ret_lines, 0, n_lines_of (tables) * n * sizeof (double));
  for (guint row = 0; row < tables->n_rows; row++)
    {
      const float *counts = tw_street_tables_row (tables, row) + from;
      for (guint h = 0; h < n; h++)
        if (counts[h] > 0)
          add_to_lines (tables, row, h, n, counts[h], ret_lines);
    }
}

/* Poisson deviance up to a constant: what a mean forecast of counts is judged by. */
static double
poisson_loss (const TwStreetTables *tables, guint origin, guint horizon, const double *means)
{
  double loss = 0;

  for (guint row = 0; row < tables->n_rows; row++)
    {
      const float *counts = tw_street_tables_row (tables, row) + origin;
      for (guint h = 0; h < horizon; h++)
        {
          double m = MAX (means[(gsize) row * horizon + h], 1e-6);
          loss += m - (counts[h] > 0 ? counts[h] * log (m) : 0);
        }
    }
  return loss;
}

/* The origins of the inner back-test, newest first: whole forecasts that end where the history
 * ends, but for those that a shift fell into, which say nothing of ordinary days. */
static guint
list_origins (const TwStreetTables *tables, const TwStreetShifts *shifts, guint origin,
              guint *ret_origins)
{
  guint n = 0, at = origin;

  while (n < MAX_SPREAD_ORIGINS && at >= tables->first + MIN_TRAIN_HOURS + SPREAD_HORIZON)
    {
      at -= SPREAD_HORIZON;
      if (!tw_street_shifts_within (shifts, at, SPREAD_HORIZON))
        ret_origins[n++] = at;
    }
  return n;
}

typedef struct {
  double excess, m2, m, hours;
} Spread;

static void
gather_spread (const TwStreetTables *tables, guint from, const double *means, double *lines,
               double *seen, Spread *spread)
{
  tw_street_sum_lines (tables, means, SPREAD_HORIZON, lines);
  tw_street_count_lines (tables, from, SPREAD_HORIZON, seen);
  for (gsize line = 0; line < n_lines_of (tables); line++)
    for (guint h = 0; h < SPREAD_HORIZON; h++)
      {
        double m = lines[line * SPREAD_HORIZON + h], d = seen[line * SPREAD_HORIZON + h] - m;
        spread[line].excess += d * d - m;
        spread[line].m2 += m * m;
        spread[line].hours++;
      }
}

static void
settle_alpha (const TwStreetTables *tables, const Spread *spread, double *ret_alpha)
{
  Spread kinds[N_LINE_KINDS] = { 0 };

  for (gsize line = 0; line < n_lines_of (tables); line++)
    {
      Spread *kind = &kinds[line_kind (tables, line)];
      kind->excess += spread[line].excess;
      kind->m2 += spread[line].m2;
      kind->hours += spread[line].hours;
    }
  for (gsize line = 0; line < n_lines_of (tables); line++)
    {
      const Spread *kind = &kinds[line_kind (tables, line)];
      if (kind->m2 <= 0)
        {
          ret_alpha[line] = 0;
          continue;
        }
      double shared = CLAMP (kind->excess / kind->m2, 0, MAX_ALPHA);
      double prior = kind->m2 / kind->hours * ALPHA_PRIOR_HOURS;
      double own = (spread[line].excess + prior * shared) / (spread[line].m2 + prior);
      ret_alpha[line] = CLAMP (ALPHA_WIDEN * own, 0, MAX_ALPHA);
    }
}

static void
measure_spread (const TwStreetTables *tables, const TwStreetPast *past, guint n, double *ret_alpha)
{
  gsize n_lines = n_lines_of (tables);
  g_autofree Spread *spread = g_new0 (Spread, n_lines);
  g_autofree double *lines = g_new (double, n_lines *SPREAD_HORIZON);
  g_autofree double *seen = g_new (double, n_lines *SPREAD_HORIZON);

  for (guint i = 0; i < n; i++)
    gather_spread (tables, past[i].origin, past[i].rows, lines, seen, spread);
  settle_alpha (tables, spread, ret_alpha);
}

void
tw_street_model_free (TwStreetModel *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self->alpha);
  g_free (self->method);
  g_free (self);
}

static gboolean
step_done (GCancellable *cancellable, TwProgressFunc progress, gpointer data, double fraction,
           GError **error)
{
  if (progress != NULL)
    progress (fraction, NULL, data);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* Chooses the memory by the loss over @n origins; FALSE when cancelled. */
static gboolean
choose_memory (const TwStreetTables *tables, const guint *origins, guint n,
               TwStreetMemory *ret_memory, GCancellable *cancellable, TwProgressFunc progress,
               gpointer data, GError **error)
{
  g_autofree double *means = g_new (double, (gsize) tables->n_rows *SPREAD_HORIZON);
  double best = INFINITY;

  for (gsize m = 0; m < G_N_ELEMENTS (memories); m++)
    {
      TwStreetMemory memory = { memories[m].shape_days, memories[m].level_days, ret_memory->scale };
      double loss = 0;
      for (guint i = 0; i < MIN (n, 5); i++)
        {
          tw_street_fit (tables, origins[i], SPREAD_HORIZON, &memory, means);
          loss += poisson_loss (tables, origins[i], SPREAD_HORIZON, means);
        }
      if (loss < best)
        {
          best = loss;
          *ret_memory = memory;
        }
      if (!step_done (cancellable, progress, data, 0.5 * (m + 1) / G_N_ELEMENTS (memories), error))
        return FALSE;
    }
  return TRUE;
}

TwStreetModel *
tw_street_model_new (const TwStreetTables *tables, guint origin, guint horizon,
                     GCancellable *cancellable, TwProgressFunc progress, gpointer progress_data,
                     GError **error)
{
  g_autoptr (TwStreetModel) self = g_new0 (TwStreetModel, 1);
  g_auto (TwStreetShifts) shifts = { 0 };
  guint origins[MAX_SPREAD_ORIGINS], n;
  gsize n_lines = n_lines_of (tables);
  TwStreetMemory memory = memories[0];

  tw_street_shifts_init (&shifts, tables, origin);
  memory.scale = shifts.scale;
  n = list_origins (tables, &shifts, origin, origins);

  if (!choose_memory (tables, origins, n, &memory, cancellable, progress, progress_data, error))
    return NULL;

  g_autofree double *rows = g_new (double, (gsize) tables->n_rows *horizon);
  g_autofree double *past_rows =
      g_new (double, (gsize) MAX (n, 1) * tables->n_rows * SPREAD_HORIZON);
  TwStreetPast past[MAX_SPREAD_ORIGINS];
  for (guint i = 0; i < n; i++)
    {
      past[i] =
          (TwStreetPast){ origins[i], past_rows + (gsize) i * tables->n_rows * SPREAD_HORIZON };
      tw_street_fit (tables, origins[i], SPREAD_HORIZON, &memory, past[i].rows);
      if (!step_done (cancellable, progress, progress_data, 0.5 + 0.2 * (i + 1) / n, error))
        return NULL;
    }
  tw_street_fit (tables, origin, horizon, &memory, rows);
  if (!tw_street_blend (tables, &shifts, origin, horizon, rows, past, n, &self->method, cancellable,
                        error)
      || !step_done (cancellable, progress, progress_data, 0.9, error))
    return NULL;

  self->n_lines = (guint) n_lines;
  self->n_horizon = horizon;
  if (self->method == NULL)
    self->method = g_strdup ("pooled shape x share");
  self->mean = g_new (double, n_lines *horizon);
  self->alpha = g_new (double, n_lines);
  measure_spread (tables, past, n, self->alpha);
  tw_street_sum_lines (tables, rows, horizon, self->mean);
  return g_steal_pointer (&self);
}
