// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-flow.h"

#include <math.h>
#include <string.h>

/*
 * A bound for many people and thousands of rows, where the simplex method would take minutes. Let
 * everybody work a mixture of plans, so that heads are real numbers, and round the corners of what
 * they cost off: then the best mixture of the shifts known is the minimum of a smooth convex
 * function over a product of sets. It is found by going through the people: each gets the cheapest
 * plan that known shifts make up, and moves weight to it from the dearest plan of the mixture
 * (pairwise steps of Frank and Wolfe over blocks: Lacoste-Julien, Jaggi 2015), which touches only
 * the rows of two plans. The slopes at the minimum are duals, and such from the middle of what a
 * simplex method would find, so that few rounds of pricing are needed: each adds the shifts of
 * everybody's best plan (simplicial decomposition: von Hohenbalken 1977) and gives a true bound.
 * People who may choose the same shifts share those that are known.
 */

#define BISECTIONS 10
#define DAMPING 0.3
#define EPS 1e-9

/* A row of the linear program: heads in a post and slot, or what a share lacks in a slot. */
typedef struct {
  const TwRosterCover *cover; /* or NULL */
  double weight;              /* of the share */
  double center;              /* the slope believed to be the best */
} Row;

/* A shift that is known, and what it adds to the rows. */
typedef struct {
  int option;
  int n;
  int *rows;
  float *parts;
  double way;  /* what its way costs */
  double cost; /* at the slopes of the moment, without the option's own */
  int n_uses;  /* in mixtures */
  TwRosterShift shift;
} Part;

/* People who may choose the same shifts. */
typedef struct {
  GArray *parts; /* Part */
  int *which;    /* by option: that part, or -1 */
} Kin;

/* A plan of the mixture: parts of the person's kin. */
typedef struct {
  int n;
  int *parts;
  double own; /* besides heads */
  double weight;
} Mixed;

struct _TwRosterFlow {
  TwRosterColumns *columns; /* borrowed */
  const TwRosterProblem *problem;
  int n_rows;
  Row *rows;
  double round;    /* how far around a corner is smooth, in heads */
  GArray **mixed;  /* by index into people: Mixed */
  Kin **kin;       /* by person of the problem; those who are alike share it */
  GArray *options; /* int */
  double *values;  /* by option */
  GArray *scratch_rows, *scratch_parts;
  double *value, *slope, *duals; /* by row */
  double *price;                 /* by cell */
  double *add;                   /* by row: zero between calls */
  double best;
  guint64 work;
};

/* --- rows ------------------------------------------------------------------------------------- */

/* The slope of the cost of heads on heads .. heads + 1. */
static double
slope_beyond (const TwRosterCover *c, int heads)
{
  if (heads < c->need)
    return -c->under - c->under2 * (2 * (c->need - heads) - 1);
  return heads < c->top ? 0 : c->over + c->over2 * (2 * (heads - c->top) + 1);
}

/* On slopes: the one that is meant when the value sits on a corner, and how far around it the
 * corner is rounded off. */
static double
around_corner (double low, double high, double center, double round, double off)
{
  center = CLAMP (center, low, high);
  return CLAMP (center + off * (high - low) / (2 * round), low, high);
}

static double
smooth_slope (const Row *row, double round, double value)
{
  if (!row->cover)
    return around_corner (0, row->weight, row->center, round, value);
  if (value <= 0)
    return slope_beyond (row->cover, 0);
  int k = (int) value;
  double off = value - k, here = slope_beyond (row->cover, k);
  /* Rounded off by the corner below, or by the one above; never by both. */
  double low =
      k == 0 ? here
             : around_corner (slope_beyond (row->cover, k - 1), here, row->center, round, off);
  if (low < here)
    return low;
  return around_corner (here, slope_beyond (row->cover, k + 1), row->center, round, off - 1);
}

static void
number_rows (TwRosterFlow *self)
{
  const TwRosterProblem *problem = self->problem;
  for (int p = 0; p < problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots; t++)
      {
        int row = tw_roster_master_get_row (self->columns->master, p, t);
        if (row >= 0)
          self->rows[row].cover = &problem->cover[(gsize) p * problem->n_slots + t];
      }
  for (int r = 0; r < problem->n_tides; r++)
    for (int i = 0; i < problem->tides[r].last - problem->tides[r].first; i++)
      self->rows[tw_roster_master_get_tide_row (self->columns->master, r) + i].weight =
          problem->tides[r].weight;
}

/* --- shifts ----------------------------------------------------------------------------------- */

static void
touch (TwRosterFlow *self, int row, double by)
{
  if (row < 0)
    return;
  if (self->add[row] == 0)
    g_array_append_val (self->scratch_rows, row);
  self->add[row] += by;
}

static void
touch_head (TwRosterFlow *self, int post, int slot)
{
  const TwRosterProblem *problem = self->problem;
  const TwRosterMaster *master = self->columns->master;
  touch (self, tw_roster_master_get_row (master, post, slot), 1);
  for (int r = 0; r < problem->n_tides; r++)
    {
      const TwRosterTide *tide = &problem->tides[r];
      if (slot >= tide->first && slot < tide->last && (!tide->of || tide->of[post]))
        touch (self, tw_roster_master_get_tide_row (master, r) + slot - tide->first,
               tide->share - (tide->at[post] ? 1 : 0));
    }
}

static gboolean
same_shift (const TwRosterShift *a, const TwRosterShift *b)
{
  TwRosterPlan x = { 1, (TwRosterShift *) a }, y = { 1, (TwRosterShift *) b };
  return tw_roster_plan_equal (&x, &y);
}

static void
part_clear (gpointer data)
{
  Part *part = data;
  g_free (part->rows);
  g_free (part->parts);
  tw_roster_shift_clear (&part->shift);
}

/* The number of the part that @shift is; it is made when it is new. */
static int
find_part (TwRosterFlow *self, Kin *kin, int person, const TwRosterShift *shift)
{
  const TwRosterChoices *choices =
      tw_roster_planner_get_choices (self->columns->planners[0], person);
  int option = tw_roster_choices_find_option (choices, shift);
  for (guint k = 0; k < kin->parts->len; k++)
    if (g_array_index (kin->parts, Part, k).option == option
        && same_shift (&g_array_index (kin->parts, Part, k).shift, shift))
      return k;
  Part part = { .option = option };
  part.way = choices->way_cost * tw_roster_problem_way_slots (self->problem, shift);
  tw_roster_shift_copy (shift, &part.shift);
  g_array_set_size (self->scratch_rows, 0);
  for (int b = 0; b < shift->n_blocks; b++)
    for (int t = shift->blocks[b].first; shift->blocks[b].post >= 0 && t < shift->blocks[b].last;
         t++)
      touch_head (self, shift->blocks[b].post, t);
  part.n = self->scratch_rows->len;
  part.rows = g_memdup2 (self->scratch_rows->data, part.n * sizeof (int));
  part.parts = g_new (float, part.n);
  for (int i = 0; i < part.n; i++)
    {
      part.parts[i] = self->add[part.rows[i]];
      self->add[part.rows[i]] = 0;
    }
  g_array_append_val (kin->parts, part);
  return kin->parts->len - 1;
}

static Part *
part_at (const Kin *kin, int index)
{
  return &g_array_index (kin->parts, Part, index);
}

/* The cheapest part of each option. */
static void
pick_cheapest (Kin *kin)
{
  for (guint k = 0; k < kin->parts->len; k++)
    kin->which[part_at (kin, k)->option] = -1;
  for (guint k = 0; k < kin->parts->len; k++)
    {
      const Part *part = part_at (kin, k);
      int *which = &kin->which[part->option];
      if (*which < 0 || part->cost < part_at (kin, *which)->cost)
        *which = k;
    }
}

/* What each part costs at the present slopes, and the cheapest of each option. */
static void
cost_parts (TwRosterFlow *self, Kin *kin)
{
  for (guint k = 0; k < kin->parts->len; k++)
    {
      Part *part = part_at (kin, k);
      part->cost = part->way;
      for (int i = 0; i < part->n; i++)
        part->cost += part->parts[i] * self->slope[part->rows[i]];
      self->work += part->n;
    }
  pick_cheapest (kin);
}

static double
own_of_part (const TwRosterFlow *self, int person, const Part *part)
{
  const TwRosterChoices *choices =
      tw_roster_planner_get_choices (self->columns->planners[0], person);
  return part->way + choices->options[part->option].cost;
}

/* Adds a plan of these parts, unless it is there; returns its number. */
static int
add_mixed (TwRosterFlow *self, int i, const int *parts, int n, double weight)
{
  int person = self->columns->people[i];
  Kin *kin = self->kin[person];
  GArray *mixed = self->mixed[i];
  for (guint k = 0; k < mixed->len; k++)
    {
      const Mixed *m = &g_array_index (mixed, Mixed, k);
      if (m->n == n && (n == 0 || memcmp (m->parts, parts, n * sizeof *parts) == 0))
        return k;
    }
  Mixed one = { n, g_memdup2 (parts, n * sizeof *parts), 0, weight };
  one.own = tw_roster_planner_get_choices (self->columns->planners[0], person)->fixed;
  for (int j = 0; j < n; j++)
    {
      one.own += own_of_part (self, person, part_at (kin, parts[j]));
      part_at (kin, parts[j])->n_uses++;
    }
  g_array_append_val (mixed, one);
  return mixed->len - 1;
}

static void
drop_mixed (TwRosterFlow *self, int i, int k)
{
  Mixed *m = &g_array_index (self->mixed[i], Mixed, k);
  for (int j = 0; j < m->n; j++)
    part_at (self->kin[self->columns->people[i]], m->parts[j])->n_uses--;
  g_free (m->parts);
  g_array_remove_index_fast (self->mixed[i], k);
}

/* At the costs of the parts. */
static double
cost_of (const Kin *kin, const Mixed *mixed)
{
  double cost = mixed->own;
  for (int j = 0; j < mixed->n; j++)
    cost += part_at (kin, mixed->parts[j])->cost - part_at (kin, mixed->parts[j])->way;
  return cost;
}

/* --- the best mixture ------------------------------------------------------------------------- */

/* The rows on which two plans differ, and by how much. */
static void
find_move (TwRosterFlow *self, const Kin *kin, const Mixed *to, const Mixed *from)
{
  g_array_set_size (self->scratch_rows, 0);
  g_array_set_size (self->scratch_parts, 0);
  for (int side = 0; side < 2; side++)
    {
      const Mixed *m = side ? from : to;
      for (int j = 0; j < m->n; j++)
        {
          const Part *part = part_at (kin, m->parts[j]);
          for (int i = 0; i < part->n; i++)
            touch (self, part->rows[i], side ? -part->parts[i] : part->parts[i]);
        }
    }
  guint n = 0;
  for (guint i = 0; i < self->scratch_rows->len; i++)
    {
      int row = g_array_index (self->scratch_rows, int, i);
      double part = self->add[row];
      self->add[row] = 0;
      if (part == 0)
        continue;
      g_array_index (self->scratch_rows, int, n++) = row;
      g_array_append_val (self->scratch_parts, part);
    }
  g_array_set_size (self->scratch_rows, n);
}

static double
slope_along (const TwRosterFlow *self, double step)
{
  const int *rows = (const int *) self->scratch_rows->data;
  const double *parts = (const double *) self->scratch_parts->data;
  double sum = 0;
  for (guint i = 0; i < self->scratch_rows->len; i++)
    sum +=
        parts[i]
        * smooth_slope (&self->rows[rows[i]], self->round, self->value[rows[i]] + step * parts[i]);
  return sum;
}

static double
best_step (const TwRosterFlow *self, double own, double most)
{
  double lo = 0, hi = most;
  if (own + slope_along (self, most) <= 0)
    return most;
  for (int i = 0; i < BISECTIONS; i++)
    {
      double mid = (lo + hi) / 2;
      if (own + slope_along (self, mid) > 0)
        hi = mid;
      else
        lo = mid;
    }
  return lo;
}

static void
set_value (TwRosterFlow *self, int row, double value)
{
  self->value[row] = value;
  self->slope[row] = smooth_slope (&self->rows[row], self->round, value);
}

/* The cheapest plan that the known shifts make up: its number in the mixture, or -1. */
static int
recombine (TwRosterFlow *self, int i)
{
  int person = self->columns->people[i];
  Kin *kin = self->kin[person];
  TwRosterPlanner *planner = self->columns->planners[0];
  const TwRosterChoices *choices = tw_roster_planner_get_choices (planner, person);
  for (int o = 0; o < choices->n_options; o++)
    self->values[o] = kin->which[o] < 0
                          ? INFINITY
                          : part_at (kin, kin->which[o])->cost + choices->options[o].cost;
  if (!(tw_roster_planner_choose (planner, person, self->values, self->options) < INFINITY))
    return -1;
  for (guint k = 0; k < self->options->len; k++)
    {
      int *at = &g_array_index (self->options, int, k);
      *at = kin->which[*at];
    }
  return add_mixed (self, i, (const int *) self->options->data, self->options->len, 0);
}

/* Moves weight from the dearest plan of a person that has some to the cheapest. */
static void
improve_person (TwRosterFlow *self, int i, gboolean anew)
{
  Kin *kin = self->kin[self->columns->people[i]];
  GArray *mixed = self->mixed[i];
  int best = -1, worst = -1;
  double least = INFINITY, most = -INFINITY;
  cost_parts (self, kin);
  if (anew)
    recombine (self, i);
  for (guint k = 0; k < mixed->len; k++)
    {
      const Mixed *m = &g_array_index (mixed, Mixed, k);
      double cost = cost_of (kin, m);
      if (cost < least)
        {
          least = cost;
          best = k;
        }
      if (m->weight > 0 && cost > most)
        {
          most = cost;
          worst = k;
        }
    }
  if (best < 0 || worst < 0 || most - least < 1e-7 * (1 + fabs (least)))
    return;
  Mixed *to = &g_array_index (mixed, Mixed, best), *from = &g_array_index (mixed, Mixed, worst);
  find_move (self, kin, to, from);
  double step = best_step (self, to->own - from->own, from->weight);
  to->weight += step;
  from->weight -= step;
  self->work += (guint64) self->scratch_rows->len * 8 * BISECTIONS;
  for (guint k = 0; k < self->scratch_rows->len; k++)
    {
      int row = g_array_index (self->scratch_rows, int, k);
      set_value (self, row,
                 self->value[row] + step * g_array_index (self->scratch_parts, double, k));
    }
  for (int k = (int) mixed->len - 1; k >= 0 && mixed->len > 1; k--)
    if (g_array_index (mixed, Mixed, k).weight <= 1e-9)
      {
        g_array_index (mixed, Mixed, k == best ? worst : best).weight +=
            g_array_index (mixed, Mixed, k).weight;
        drop_mixed (self, i, k);
        break;
      }
}

static void
reset_values (TwRosterFlow *self)
{
  memset (self->value, 0, self->n_rows * sizeof *self->value);
  for (int i = 0; i < self->columns->n_people; i++)
    for (guint k = 0; k < self->mixed[i]->len; k++)
      {
        const Mixed *m = &g_array_index (self->mixed[i], Mixed, k);
        for (int j = 0; j < m->n; j++)
          {
            const Part *part = part_at (self->kin[self->columns->people[i]], m->parts[j]);
            for (int r = 0; r < part->n; r++)
              self->value[part->rows[r]] += m->weight * part->parts[r];
          }
      }
  for (int r = 0; r < self->n_rows; r++)
    if (self->rows[r].cover || self->rows[r].weight > 0)
      set_value (self, r, self->value[r]);
}

/* --- whole plans ------------------------------------------------------------------------------ */

/* What @part more of a row costs where the mean is @value: heads between two whole numbers cost
 * what lies between. */
static double
step_cost (const Row *row, double value, double part)
{
  if (!row->cover)
    return row->weight * (MAX (0, value + part) - MAX (0, value));
  int k = MAX (0, (int) value);
  double off = CLAMP (value - k, 0, 1);
  return (1 - off) * slope_beyond (row->cover, k) + off * slope_beyond (row->cover, k + 1);
}

static void
add_mixed_to_values (TwRosterFlow *self, const Kin *kin, const Mixed *m, double weight)
{
  for (int j = 0; j < m->n; j++)
    {
      const Part *part = part_at (kin, m->parts[j]);
      for (int r = 0; r < part->n; r++)
        self->value[part->rows[r]] += weight * part->parts[r];
    }
}

/* Makes one plan of a person's mixture: the best of all known shifts while those who come later
 * are still mixed. */
static void
settle_person (TwRosterFlow *self, int i, TwRosterState *state)
{
  int e = self->columns->people[i];
  Kin *kin = self->kin[e];
  for (guint k = 0; k < self->mixed[i]->len; k++)
    {
      const Mixed *m = &g_array_index (self->mixed[i], Mixed, k);
      add_mixed_to_values (self, kin, m, -m->weight);
    }
  for (guint k = 0; k < kin->parts->len; k++)
    {
      Part *part = part_at (kin, k);
      part->cost = part->way;
      for (int r = 0; r < part->n; r++)
        part->cost +=
            step_cost (&self->rows[part->rows[r]], self->value[part->rows[r]], part->parts[r]);
    }
  pick_cheapest (kin);
  int best = recombine (self, i);
  if (best < 0)
    best = 0;
  const Mixed *m = &g_array_index (self->mixed[i], Mixed, best);
  add_mixed_to_values (self, kin, m, 1);
  TwRosterPlan plan = { m->n, g_new0 (TwRosterShift, m->n) };
  for (int j = 0; j < m->n; j++)
    tw_roster_shift_copy (&part_at (kin, m->parts[j])->shift, &plan.shifts[j]);
  tw_roster_state_put_in (state, e, plan, m->own);
}

void
tw_roster_flow_settle (TwRosterFlow *self, TwRosterState *state, TwRng *rng)
{
  int n = self->columns->n_people;
  g_autofree int *order = g_new (int, n);
  for (int i = 0; i < n; i++)
    {
      order[i] = i;
      if (!state->out[self->columns->people[i]])
        tw_roster_state_take_out (state, self->columns->people[i], NULL);
    }
  for (int i = n - 1; i > 0; i--)
    {
      int j = tw_rng_below (rng, i + 1), swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  reset_values (self);
  for (int i = 0; i < n; i++)
    settle_person (self, order[i], state);
}

/* --- rounds ----------------------------------------------------------------------------------- */

/* The slopes as duals; returns their bound, and takes everybody's best plan in. */
static double
price_all (TwRosterFlow *self)
{
  TwRosterColumns *columns = self->columns;
  g_autofree TwRosterAnswer *answers = g_new0 (TwRosterAnswer, columns->n_people);
  for (int r = 0; r < self->n_rows; r++)
    self->duals[r] = self->rows[r].cover ? -self->slope[r] : self->slope[r];
  tw_roster_master_clamp_duals (columns->master, self->duals);
  tw_roster_master_price (columns->master, self->duals, self->price);
  tw_roster_columns_price (columns, self->price, answers);
  if (tw_roster_columns_out_of_time (columns))
    {
      for (int i = 0; i < columns->n_people; i++)
        tw_roster_plan_clear (&answers[i].plan);
      return -INFINITY;
    }
  double bound = tw_roster_master_bound_of_heads (columns->master, self->duals);
  for (int i = 0; i < columns->n_people; i++)
    {
      bound += answers[i].lower;
      if (answers[i].none)
        continue;
      int e = columns->people[i];
      for (int k = 0; k < answers[i].plan.n_shifts; k++)
        find_part (self, self->kin[e], e, &answers[i].plan.shifts[k]);
      tw_roster_plan_clear (&answers[i].plan);
    }
  return bound;
}

/* Starts a person's mixture with @plan. */
static void
take_in (TwRosterFlow *self, int i, const TwRosterPlan *plan)
{
  int e = self->columns->people[i];
  int like = tw_roster_planner_get_like (self->columns->planners[0], e);
  if (!self->kin[like])
    {
      int n = tw_roster_planner_get_choices (self->columns->planners[0], e)->n_options;
      Kin *kin = self->kin[like] = g_new0 (Kin, 1);
      kin->parts = g_array_new (FALSE, FALSE, sizeof (Part));
      g_array_set_clear_func (kin->parts, part_clear);
      kin->which = g_new (int, MAX (1, n));
      for (int o = 0; o < n; o++)
        kin->which[o] = -1;
    }
  self->kin[e] = self->kin[like];
  self->mixed[i] = g_array_new (FALSE, FALSE, sizeof (Mixed));
  g_array_set_size (self->options, 0);
  for (int k = 0; k < plan->n_shifts; k++)
    {
      int part = find_part (self, self->kin[e], e, &plan->shifts[k]);
      g_array_append_val (self->options, part);
    }
  add_mixed (self, i, (const int *) self->options->data, self->options->len, 1);
}

TwRosterFlow *
tw_roster_flow_new (TwRosterColumns *columns, const TwRosterState *start)
{
  TwRosterFlow *self = g_new0 (TwRosterFlow, 1);
  const TwRosterProblem *problem = columns->problem;
  int n = tw_roster_master_get_n_rows (columns->master);
  self->columns = columns;
  self->problem = problem;
  self->n_rows = n;
  self->rows = g_new0 (Row, n);
  self->value = g_new0 (double, n);
  self->slope = g_new0 (double, n);
  self->duals = g_new0 (double, n);
  self->add = g_new0 (double, n);
  self->price = g_new (double, (gsize) problem->n_posts * problem->n_slots);
  self->scratch_rows = g_array_new (FALSE, FALSE, sizeof (int));
  self->scratch_parts = g_array_new (FALSE, FALSE, sizeof (double));
  self->mixed = g_new (GArray *, columns->n_people);
  self->best = -INFINITY;
  self->round = 0.5;
  self->options = g_array_new (FALSE, FALSE, sizeof (int));
  self->kin = g_new0 (Kin *, problem->n_people);
  number_rows (self);
  int most = 0;
  for (int i = 0; i < columns->n_people; i++)
    {
      take_in (self, i, &start->plans[columns->people[i]]);
      most =
          MAX (most,
               tw_roster_planner_get_choices (columns->planners[0], columns->people[i])->n_options);
    }
  self->values = g_new (double, MAX (1, most));
  return self;
}

void
tw_roster_flow_free (TwRosterFlow *self)
{
  if (!self)
    return;
  for (int i = 0; i < self->columns->n_people; i++)
    {
      int e = self->columns->people[i];
      for (guint k = 0; k < self->mixed[i]->len; k++)
        g_free (g_array_index (self->mixed[i], Mixed, k).parts);
      g_array_unref (self->mixed[i]);
      if (tw_roster_planner_get_like (self->columns->planners[0], e) != e)
        continue;
      g_array_unref (self->kin[e]->parts);
      g_free (self->kin[e]->which);
      g_free (self->kin[e]);
    }
  g_array_unref (self->scratch_rows);
  g_array_unref (self->scratch_parts);
  g_array_unref (self->options);
  g_free (self->values);
  g_free (self->kin);
  g_free (self->mixed);
  g_free (self->rows);
  g_free (self->value);
  g_free (self->slope);
  g_free (self->duals);
  g_free (self->add);
  g_free (self->price);
  g_free (self);
}

gboolean
tw_roster_flow_round (TwRosterFlow *self, int sweeps)
{
  reset_values (self);
  for (int s = 0; s < sweeps; s++)
    {
      for (int i = 0; i < self->columns->n_people; i++)
        improve_person (self, i, s % 2 == 0);
      if (tw_roster_columns_out_of_time (self->columns))
        return FALSE;
    }
  double bound = price_all (self);
  self->best = MAX (self->best, bound);
  self->columns->bound = MAX (self->columns->bound, bound);
  for (int r = 0; r < self->n_rows; r++)
    self->rows[r].center += DAMPING * (self->slope[r] - self->rows[r].center);
  return TRUE;
}
