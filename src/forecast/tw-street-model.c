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
#include "forecast/tw-street-now.h"

#include <math.h>
#include <string.h>

#define DAY 24
#define SPREAD_HORIZON TW_STREET_BLEND_HORIZON
#define MAX_SPREAD_ORIGINS 12
#define MIN_TRAIN_HOURS (8 * DAY)
#define MAX_ALPHA 4.0
/* From so many rows on two origins tell enough of the memory. */
#define MANY_ROWS 1000
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

static gsize
n_lines_of (const TwStreetTables *tables)
{
  return (gsize) (tables->n_places + 1) * (tables->n_services + 1);
}

static void
add_hours (double *to, const double *from, guint n)
{
  for (guint h = 0; h < n; h++)
    to[h] += from[h];
}

/* Sums the lines of single rows, which are filled in, into those of places, services and all. */
static void
sum_up (const TwStreetTables *tables, guint n, double *lines)
{
  int places = (int) tables->n_places, services = (int) tables->n_services;

  for (int s = -1; s < services; s++)
    memset (lines + tw_street_line (tables, -1, s) * n, 0, n * sizeof (double));
  for (int p = 0; p < places; p++)
    {
      double *place = lines + tw_street_line (tables, p, -1) * n;
      memset (place, 0, n * sizeof (double));
      for (int s = 0; s < services; s++)
        {
          const double *row = lines + tw_street_line (tables, p, s) * n;
          add_hours (place, row, n);
          add_hours (lines + tw_street_line (tables, -1, s) * n, row, n);
        }
      add_hours (lines + tw_street_line (tables, -1, -1) * n, place, n);
    }
}

void
tw_street_sum_lines (const TwStreetTables *tables, const double *rows, guint horizon,
                     double *ret_lines)
{
  for (guint p = 0; p < tables->n_places; p++)
    memcpy (ret_lines + tw_street_line (tables, (int) p, 0) * horizon,
            rows + (gsize) p * tables->n_services * horizon,
            (gsize) tables->n_services * horizon * sizeof (double));
  sum_up (tables, horizon, ret_lines);
}

void
tw_street_count_lines (const TwStreetTables *tables, guint from, guint n, double *ret_lines)
{
  memset (ret_lines, 0, n_lines_of (tables) * n * sizeof (double));
  for (guint h = 0; h < n; h++)
    for (gsize i = tables->first_of_hour[from + h]; i < tables->first_of_hour[from + h + 1]; i++)
      {
        guint row = tables->events[i].row;
        ret_lines[tw_street_line (tables, (int) (row / tables->n_services),
                                  (int) (row % tables->n_services))
                      * n
                  + h]++;
      }
  sum_up (tables, n, ret_lines);
}

/* Poisson deviance up to a constant: what a mean forecast of counts is judged by. */
static double
poisson_loss (const TwStreetTables *tables, guint origin, guint horizon, const double *means)
{
  double loss = 0;

  for (gsize i = 0; i < (gsize) tables->n_rows * horizon; i++)
    loss += MAX (means[i], 1e-6);
  for (guint h = 0; h < horizon; h++)
    for (gsize i = tables->first_of_hour[origin + h]; i < tables->first_of_hour[origin + h + 1];
         i++)
      loss -= log (MAX (means[(gsize) tables->events[i].row * horizon + h], 1e-6));
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
  g_clear_pointer (&self->shares, tw_street_shares_free);
  g_free (self->places);
  g_free (self->services);
  g_free (self);
}

static TwStreetLook
look_at_line (const TwStreetModel *self, const TwStreetTables *tables, int group, int class_no)
{
  gsize line = tw_street_line (tables, group, class_no);

  return (TwStreetLook){ self->mean + line * self->n_horizon, 1, self->alpha[line] };
}

TwStreetLook
tw_street_model_look (const TwStreetModel *self, const TwStreetTables *tables, int place,
                      int service)
{
  const TwStreetFold *fold = &tables->fold;

  if (self->shares == NULL)
    return look_at_line (self, tables, place, service);

  gboolean thin_place = place >= 0 && tw_street_fold_shares_group (fold, (guint) place),
           thin_service = service >= 0 && tw_street_fold_shares_class (fold, (guint) service);
  TwStreetLook look = look_at_line (self, tables, place < 0 ? -1 : fold->group_of[place],
                                    service < 0 ? -1 : fold->class_of[service]);
  if (service < 0 && thin_place)
    look = (TwStreetLook){ self->places + (gsize) place * self->n_horizon, 1, self->thin.place };
  else if (place < 0 && thin_service)
    look =
        (TwStreetLook){ self->services + (gsize) service * self->n_horizon, 1, self->thin.service };
  else if (thin_place || thin_service)
    {
      look.part = tw_street_shares_of_pair (self->shares, (guint) place, (guint) service);
      look.alpha = self->thin.pair;
    }
  return look;
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
  guint n_judges = tables->n_rows > MANY_ROWS ? 2 : 5;

  for (gsize m = 0; m < G_N_ELEMENTS (memories); m++)
    {
      TwStreetMemory memory = { memories[m].shape_days, memories[m].level_days, ret_memory->scale };
      double loss = 0;
      for (guint i = 0; i < MIN (n, n_judges); i++)
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

/* What the shared rows come to by place and by service. */
static void
fill_shared (TwStreetModel *self, const TwStreetTables *tables, guint origin, const double *rows,
             const TwStreetPast *past, guint n)
{
  const TwStreetFold *fold = &tables->fold;
  guint horizon = self->n_horizon;

  self->thin = tw_street_thin_measure (tables, past, n);
  self->thin.pair = MIN (ALPHA_WIDEN * self->thin.pair, MAX_ALPHA);
  self->thin.place = MIN (ALPHA_WIDEN * self->thin.place, MAX_ALPHA);
  self->thin.service = MIN (ALPHA_WIDEN * self->thin.service, MAX_ALPHA);
  self->shares = tw_street_shares_new (tables, origin);
  self->places = g_new0 (double, (gsize) fold->n_places *horizon);
  self->services = g_new0 (double, (gsize) fold->n_services *horizon);
  for (guint p = 0; p < fold->n_places; p++)
    if (tw_street_fold_shares_group (fold, p))
      tw_street_shares_sum_place (self->shares, rows, horizon, p,
                                  self->places + (gsize) p * horizon);
  for (guint s = 0; s < fold->n_services; s++)
    if (tw_street_fold_shares_class (fold, s))
      tw_street_shares_sum_service (self->shares, rows, horizon, s,
                                    self->services + (gsize) s * horizon);
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
  tw_street_now (tables, &memory, origin, horizon, rows, past, n);

  self->n_lines = (guint) n_lines;
  self->n_horizon = horizon;
  if (self->method == NULL)
    self->method = g_strdup ("pooled shape x share");
  self->mean = g_new (double, n_lines *horizon);
  self->alpha = g_new (double, n_lines);
  measure_spread (tables, past, n, self->alpha);
  tw_street_sum_lines (tables, rows, horizon, self->mean);
  if (tw_street_fold_is_folded (&tables->fold))
    fill_shared (self, tables, origin, rows, past, n);
  return g_steal_pointer (&self);
}
