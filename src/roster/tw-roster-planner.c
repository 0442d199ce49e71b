// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-inner.h"
#include "roster/tw-roster-scope.h"
#include "roster/tw-roster-tally.h"
#include "roster/tw-roster-walk.h"

#include <math.h>
#include <string.h>

/*
 * The cheapest walk through a person's graph (tw-roster-graph.c) with three things that add up on
 * the way: minutes per span, weekends, and how often each kind is worked.
 *
 * First backwards over the graph with the minutes: rest[node][m] is what the walk from there to the
 * end costs at least when m units of minutes have been worked in the span. Only minutes that can
 * be reached and from which the span's limits can be kept have a cell. The innermost loop runs over
 * m, which the compiler turns into vector code.
 *
 * While it stays small, the table counts weekends as well. Beyond, limits on weekends, and always
 * those on kinds, have a price instead (Lagrange): what is worked pays it, and what
 * the limit allows is given back at once. The table is then a bound on what any plan costs, and the
 * walk it describes is a plan if it keeps the limits; if it has used up each limit that has a
 * price, it is the best one. Otherwise the prices are moved along the subgradient, a few times,
 * with the step of Polyak (1969). They are kept for the next call, whose prices are often similar.
 *
 * Where a long horizon would make the table too large, only minutes near an even pace have a cell
 * (tw-roster-graph.c): then a plan may be missed, and nothing is said about what any costs at
 * least.
 *
 * What is left between the bound and the best plan is closed by a search, best first, that counts
 * what the table does not (tw-roster-walk.c). It counts a kind only when it has a price or a
 * cheapest walk broke it; then it runs again (decremental state space: Boland, Dethridge,
 * Dumitrescu 2006; Righini, Salani 2008). The search gives up when it would need too much memory:
 * then the plan may not be the best, and tw_roster_planner_get_lower() says how good any can be.
 */

#define COST_EPS 1e-7
#define MAX_STEPS 12
#define MAX_INSISTING 100
/* Labels of a search at most. The larger the table, the less likely it is that it ends at all. */
#define MAX_LABELS 3000000
#define MAX_CELL_LABELS 3e10
#define FEW_LABELS 20000 /* where the plan cannot be proven to be the best anyway */
#define MAX_TIERED_CELLS 400000
#define MAX_TRACKED TW_ROSTER_WALK_MAX_TRACKED

struct _TwRosterPlanner {
  const TwRosterProblem *problem;
  const TwRosterChoiceSet *set;
  TwRosterInner *inner;
  TwRosterWalk *walk;
  TwRosterScope scope;
  double *raw;   /* of each option, as it is */
  double *value; /* and with the prices of limits */
  gsize n_value;
  double *rest; /* by cell of the scope */
  gsize n_rest;
  double *multipliers; /* by person: of weekends, then of each kind */
  guint8 *broken;      /* by person and kind: a cheapest walk broke its limit */
  int *left;           /* n_kinds: of the current call */
  int *used;           /* n_kinds */
  int weekends_left, weekends_used;
  gboolean weekends_bind; /* more can be worked in the scope than are left */
  int n_tiers;            /* of the table: weekends behind 0 .. n_tiers - 1; 1: they have a price */
  GArray *options, *best_options; /* int: of the walk at hand, and of the best plan */
  guint64 work;
  double lower;
  /* prices that stay the same */
  gboolean held;
  double **kept; /* by person: values without options' costs, or NULL */
  /* of the current call */
  const TwRosterPerson *person;
  const TwRosterChoices *choices;
  double *prices; /* of limits */
  guint8 *breaks;
  double upper;
};

TwRosterPlanner *
tw_roster_planner_new (const TwRosterChoiceSet *set)
{
  const TwRosterProblem *problem = set->problem;
  TwRosterPlanner *self = g_new0 (TwRosterPlanner, 1);
  gsize n = (gsize) MAX (1, problem->n_people) * (problem->n_kinds + 1);
  self->problem = problem;
  self->set = set;
  self->inner = tw_roster_inner_new (problem);
  self->walk = tw_roster_walk_new ();
  self->multipliers = g_new0 (double, n);
  self->broken = g_new0 (guint8, n);
  self->left = g_new0 (int, problem->n_kinds + 1);
  self->used = g_new0 (int, problem->n_kinds + 1);
  self->kept = g_new0 (double *, MAX (1, problem->n_people));
  self->options = g_array_new (FALSE, FALSE, sizeof (int));
  self->best_options = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

static void
drop_kept (TwRosterPlanner *self)
{
  for (int e = 0; e < self->problem->n_people; e++)
    g_clear_pointer (&self->kept[e], g_free);
}

void
tw_roster_planner_free (TwRosterPlanner *self)
{
  if (!self)
    return;
  drop_kept (self);
  tw_roster_inner_free (self->inner);
  tw_roster_walk_free (self->walk);
  tw_roster_scope_clear (&self->scope);
  g_array_unref (self->options);
  g_array_unref (self->best_options);
  g_free (self->kept);
  g_free (self->raw);
  g_free (self->value);
  g_free (self->rest);
  g_free (self->multipliers);
  g_free (self->broken);
  g_free (self->left);
  g_free (self->used);
  g_free (self);
}

void
tw_roster_planner_forget (TwRosterPlanner *self)
{
  gsize n = (gsize) self->problem->n_people * (self->problem->n_kinds + 1);
  memset (self->multipliers, 0, n * sizeof *self->multipliers);
  memset (self->broken, 0, n);
}

void
tw_roster_planner_hold (TwRosterPlanner *self, gboolean hold)
{
  drop_kept (self);
  self->held = hold;
}

int
tw_roster_planner_get_like (const TwRosterPlanner *self, int person)
{
  return self->set->like[person];
}

guint64
tw_roster_planner_get_work (const TwRosterPlanner *self)
{
  return self->work;
}

double
tw_roster_planner_get_lower (const TwRosterPlanner *self)
{
  return self->lower;
}

/* --- backwards -------------------------------------------------------------------------------- */

static void
relax (double *restrict here, const double *restrict there, double cost, int n)
{
  for (int m = 0; m < n; m++)
    here[m] = MIN (here[m], cost + there[m]);
}

static double
arc_cost (const TwRosterPlanner *self, const TwRosterArc *arc)
{
  return (arc->option >= 0 ? self->value[arc->option] : 0) + (arc->weekend ? self->prices[0] : 0);
}

/* Where the cells of @node with so many weekends behind it begin. */
static double *
cells_at (const TwRosterPlanner *self, int node, int weekends)
{
  const TwRosterBand *band = &self->scope.bands[node];
  return &self->rest[band->cell * self->n_tiers + (gsize) weekends * (band->hi - band->lo + 1)];
}

static void
rest_over_arc (TwRosterPlanner *self, int node, const TwRosterArc *arc, double cost)
{
  const TwRosterBand *from = &self->scope.bands[node], *to = &self->scope.bands[arc->to];
  if (to->hi < to->lo)
    return;
  int lo = to->lo - arc->minutes, hi = to->hi - arc->minutes;
  if (arc->new_span)
    {
      int span = self->choices->nodes[node].span, unit = self->choices->unit_minutes;
      lo = span < 0 ? 0 : (self->person->spans[span].min_minutes + unit - 1) / unit - arc->minutes;
      hi = span < 0 ? 0 : self->person->spans[span].max_minutes / unit - arc->minutes;
    }
  lo = MAX (lo, from->lo);
  hi = MIN (hi, from->hi);
  if (hi < lo || (arc->new_span && to->lo > 0))
    return;
  int up = arc->weekend && self->n_tiers > 1;
  for (int w = 0; w + up < self->n_tiers; w++)
    {
      double *here = cells_at (self, node, w) + (lo - from->lo);
      const double *there = cells_at (self, arc->to, w + up);
      if (!arc->new_span)
        relax (here, there + (lo + arc->minutes - to->lo), cost, hi - lo + 1);
      else
        for (int m = 0; m <= hi - lo; m++)
          here[m] = MIN (here[m], cost + there[0]);
    }
  self->work += (guint64) (hi - lo + 5) * self->n_tiers;
}

/* Arcs that differ in nothing but cost count once. */
static void
rest_of_node (TwRosterPlanner *self, int node)
{
  const TwRosterArc *arc = &self->choices->arcs[self->choices->nodes[node].first_arc];
  const TwRosterArc *end = &self->choices->arcs[self->choices->nodes[node + 1].first_arc];
  while (arc < end)
    {
      const TwRosterArc *first = arc;
      double cost = arc_cost (self, arc);
      for (arc++; arc < end && arc->to == first->to && arc->minutes == first->minutes
                  && arc->new_span == first->new_span && arc->weekend == first->weekend;
           arc++)
        cost = MIN (cost, arc_cost (self, arc));
      if (cost < INFINITY)
        rest_over_arc (self, node, first, cost);
    }
}

/* The cells of a node where the scope ends: nothing is left, if the weekends behind it fit. */
static void
fill_goal (TwRosterPlanner *self, int node)
{
  const TwRosterBand *band = &self->scope.bands[node];
  int tail = self->scope.tail_weekends ? self->scope.tail_weekends[node] : 0;
  for (int w = 0; w < self->n_tiers; w++)
    {
      double *here = cells_at (self, node, w), cost = self->prices[0] * tail;
      if (self->n_tiers > 1 && w + tail > self->weekends_left)
        cost = INFINITY;
      for (int m = 0; m <= band->hi - band->lo; m++)
        here[m] = cost;
    }
}

static void
find_rest (TwRosterPlanner *self)
{
  const TwRosterScope *scope = &self->scope;
  gsize n = scope->n_cells * self->n_tiers;
  if (n > self->n_rest)
    {
      self->n_rest = n;
      g_free (self->rest);
      self->rest = g_new (double, n);
    }
  for (int i = scope->end - 1; i >= scope->first; i--)
    {
      const TwRosterBand *band = &scope->bands[i];
      if (band->hi < band->lo)
        continue;
      if (i >= scope->goal)
        {
          fill_goal (self, i);
          continue;
        }
      double *here = cells_at (self, i, 0);
      for (gsize m = 0; m < (gsize) (band->hi - band->lo + 1) * self->n_tiers; m++)
        here[m] = INFINITY;
      rest_of_node (self, i);
    }
}

/* --- the walk in the table -------------------------------------------------------------------- */

static void
count_walk (TwRosterPlanner *self)
{
  memset (self->used, 0, self->problem->n_kinds * sizeof *self->used);
  for (guint i = 0; i < self->options->len; i++)
    self->used[self->choices->options[g_array_index (self->options, int, i)].kind]++;
}

/* The cheapest walk that keeps the minutes, and what it uses of each limit. */
static void
follow_table (TwRosterPlanner *self)
{
  const TwRosterScope *scope = &self->scope;
  int node = scope->first, level = scope->first_level;
  g_array_set_size (self->options, 0);
  self->weekends_used = 0;
  while (node < scope->goal)
    {
      const TwRosterArc *best = NULL;
      double least = INFINITY;
      for (int a = self->choices->nodes[node].first_arc;
           a < self->choices->nodes[node + 1].first_arc; a++)
        {
          const TwRosterArc *arc = &self->choices->arcs[a];
          const TwRosterBand *to = &scope->bands[arc->to];
          int span = self->choices->nodes[node].span, unit = self->choices->unit_minutes;
          int next = level + arc->minutes;
          if (arc->new_span && span >= 0
              && (next * unit < self->person->spans[span].min_minutes
                  || next * unit > self->person->spans[span].max_minutes))
            continue;
          next = arc->new_span ? 0 : next;
          if (next < to->lo || next > to->hi)
            continue;
          int weekends = self->n_tiers > 1 ? self->weekends_used + arc->weekend : 0;
          if (weekends >= self->n_tiers)
            continue;
          double cost = arc_cost (self, arc) + cells_at (self, arc->to, weekends)[next - to->lo];
          if (cost < least)
            {
              least = cost;
              best = arc;
            }
        }
      if (!best)
        return;
      if (best->option >= 0)
        g_array_append_val (self->options, best->option);
      self->weekends_used += best->weekend;
      level = best->new_span ? 0 : level + best->minutes;
      node = best->to;
    }
  if (scope->tail_weekends)
    self->weekends_used += scope->tail_weekends[node];
  count_walk (self);
}

static double
cost_of_walk (const TwRosterPlanner *self)
{
  double cost = 0;
  for (guint i = 0; i < self->options->len; i++)
    cost += self->raw[g_array_index (self->options, int, i)];
  return cost;
}

/* By how much the walk is beyond each limit: first weekends, then kinds in the order of limited[].
 * Returns the squared length of the subgradient; *ret_keeps: it is beyond none. */
static double
find_excess (const TwRosterPlanner *self, int *excess, gboolean *ret_keeps)
{
  double square = 0;
  *ret_keeps = TRUE;
  for (int i = -1; i < self->choices->n_limited; i++)
    {
      int kind = i < 0 ? -1 : self->choices->limited[i];
      int by =
          i < 0 ? self->weekends_used - self->weekends_left : self->used[kind] - self->left[kind];
      if (i < 0 && !self->weekends_bind)
        by = 0;
      *ret_keeps &= by <= 0;
      excess[i + 1] = by < 0 && self->prices[kind + 1] == 0 ? 0 : by;
      square += (double) excess[i + 1] * excess[i + 1];
    }
  return square;
}

static void
keep_if_better (TwRosterPlanner *self, double cost)
{
  if (!(cost < self->upper - COST_EPS))
    return;
  self->upper = cost;
  g_array_set_size (self->best_options, 0);
  g_array_append_vals (self->best_options, self->options->data, self->options->len);
}

/* --- prices of limits ------------------------------------------------------------------------- */

/* What the limits give back. */
static double
given_back (const TwRosterPlanner *self)
{
  double sum = self->weekends_bind ? self->prices[0] * self->weekends_left : 0;
  for (int i = 0; i < self->choices->n_limited; i++)
    {
      int kind = self->choices->limited[i];
      sum += self->prices[kind + 1] * self->left[kind];
    }
  return sum;
}

static double
lower_of_table (const TwRosterPlanner *self)
{
  const TwRosterScope *scope = &self->scope;
  const TwRosterBand *band = &scope->bands[scope->first];
  if (scope->first_level < band->lo || scope->first_level > band->hi)
    return INFINITY;
  return cells_at (self, scope->first, 0)[scope->first_level - band->lo] - given_back (self);
}

static void
move_prices (TwRosterPlanner *self, const int *excess, double step)
{
  if (self->weekends_bind)
    self->prices[0] = MAX (0, self->prices[0] + step * excess[0]);
  for (int i = 0; i < self->choices->n_limited; i++)
    {
      double *price = &self->prices[self->choices->limited[i] + 1];
      *price = MAX (0, *price + step * excess[i + 1]);
    }
}

static void
put_prices_on (TwRosterPlanner *self, int first_option, int end_option)
{
  for (int o = first_option; o < end_option; o++)
    self->value[o] = self->raw[o] + self->prices[self->choices->options[o].kind + 1];
}

/* --- forwards --------------------------------------------------------------------------------- */

static gboolean
prepare_ground (TwRosterPlanner *self, TwRosterGround *ground)
{
  *ground = (TwRosterGround){ .choices = self->choices,
                              .person = self->person,
                              .value = self->value,
                              .rest = self->rest,
                              .bands = self->scope.bands,
                              .tail_weekends = self->scope.tail_weekends,
                              .first = self->scope.first,
                              .first_level = self->scope.first_level,
                              .goal = self->scope.goal,
                              .n_tiers = self->n_tiers,
                              .weekends = -1,
                              .bound = self->upper + given_back (self) };
  if (self->weekends_bind)
    {
      ground->weekends = self->weekends_left;
      ground->weekend_price = self->prices[0];
    }
  for (int i = 0; i < self->choices->n_limited; i++)
    {
      int kind = self->choices->limited[i];
      if (!self->breaks[kind] && self->prices[kind + 1] == 0)
        continue;
      if (ground->n_tracked == MAX_TRACKED)
        return FALSE;
      ground->tracked[ground->n_tracked] = kind;
      ground->left[ground->n_tracked] = self->left[kind];
      ground->kind_price[ground->n_tracked++] = self->prices[kind + 1];
    }
  return TRUE;
}

/* The best walk that keeps all limits. FALSE: given up; self->lower is what any costs at least. */
static gboolean
search (TwRosterPlanner *self, guint max_labels)
{
  for (;;)
    {
      TwRosterGround ground;
      gboolean keeps;
      int excess[TW_ROSTER_MAX_KINDS + 1];
      double least = -INFINITY;
      if (!prepare_ground (self, &ground))
        return FALSE;
      TwRosterWalkResult result = tw_roster_walk_search (self->walk, &ground, max_labels, &least);
      self->work += 32 * (guint64) tw_roster_walk_get_n_labels (self->walk);
      if (result == TW_ROSTER_WALK_NONE)
        return TRUE;
      self->lower = MAX (self->lower, least - given_back (self));
      if (result == TW_ROSTER_WALK_TIRED)
        return FALSE;
      tw_roster_walk_get_options (self->walk, self->options);
      count_walk (self);
      self->weekends_used = self->weekends_left; /* the search has counted them */
      find_excess (self, excess, &keeps);
      if (keeps)
        {
          keep_if_better (self, cost_of_walk (self));
          return TRUE;
        }
      for (int i = 0; i < self->choices->n_limited; i++)
        self->breaks[self->choices->limited[i]] |= excess[i + 1] > 0;
    }
}

/* How far the table's bound is believed to be from the best plan. */
static double
guess_distance (const TwRosterPlanner *self, double lower, double doubt)
{
  double sum = 0;
  if (self->upper < INFINITY)
    return MAX (self->upper - lower, COST_EPS);
  for (guint i = 0; i < self->options->len; i++)
    sum += fabs (self->raw[g_array_index (self->options, int, i)]);
  return doubt * (sum + COST_EPS);
}

/* Whether weekends are counted by the table, or have a price. */
static void
settle_weekends (TwRosterPlanner *self)
{
  const TwRosterScope *scope = &self->scope;
  const TwRosterProblem *problem = self->problem;
  int n = 0, most_behind = 0, goal_slot = self->choices->nodes[scope->goal].slot;
  int first_day = tw_roster_problem_day_of (problem, self->choices->nodes[scope->first].slot);
  for (int d = first_day; d < problem->n_days && problem->day_slot[d] < goal_slot; d++)
    n += problem->weekday[d] >= 5 && (problem->weekday[d] == 5 || d == first_day);
  for (int i = scope->goal; scope->tail_weekends && i < scope->end; i++)
    if (scope->bands[i].hi >= scope->bands[i].lo)
      most_behind = MAX (most_behind, scope->tail_weekends[i]);
  self->weekends_bind = self->person->max_weekends >= 0 && n + most_behind > self->weekends_left;
  self->n_tiers = 1;
  if (self->weekends_bind && scope->n_cells * (self->weekends_left + 1) <= MAX_TIERED_CELLS)
    self->n_tiers = self->weekends_left + 1;
  if (self->n_tiers > 1 || !self->weekends_bind)
    self->prices[0] = 0;
}

/* Raises the price of every limit that the cheapest walk breaks, and lowers none, until a walk
 * keeps them all: a plan, if not the best one. */
static void
insist (TwRosterPlanner *self, int first_option, int end_option)
{
  int excess[TW_ROSTER_MAX_KINDS + 1];
  for (int step = 0; step < MAX_INSISTING; step++)
    {
      gboolean keeps;
      put_prices_on (self, first_option, end_option);
      find_rest (self);
      if (lower_of_table (self) == INFINITY)
        return;
      follow_table (self);
      find_excess (self, excess, &keeps);
      if (keeps)
        {
          keep_if_better (self, cost_of_walk (self));
          return;
        }
      for (int i = 0; i <= self->choices->n_limited; i++)
        excess[i] = MAX (0, excess[i]);
      double each = guess_distance (self, 0, 1) / MAX (1, self->options->len);
      move_prices (self, excess, 0.1 * each);
    }
}

static guint
most_labels (const TwRosterPlanner *self)
{
  if (!self->choices->exact)
    return FEW_LABELS;
  return CLAMP (MAX_CELL_LABELS / MAX (1, self->scope.n_cells), FEW_LABELS, MAX_LABELS);
}

/* Finds the best plan of the scope that costs less than self->upper, besides what is fixed: then
 * upper is its cost. */
static void
solve_scope (TwRosterPlanner *self, int first_option, int end_option)
{
  int excess[TW_ROSTER_MAX_KINDS + 1];
  double best = -INFINITY, doubt = 0.1;
  self->lower = -INFINITY;
  settle_weekends (self);
  for (int step = 0;; step++)
    {
      gboolean keeps;
      put_prices_on (self, first_option, end_option);
      find_rest (self);
      double lower = lower_of_table (self);
      self->lower = MAX (self->lower, lower);
      if (!(self->lower < self->upper - COST_EPS))
        break;
      follow_table (self);
      double square = find_excess (self, excess, &keeps);
      if (keeps)
        keep_if_better (self, cost_of_walk (self));
      for (int i = 0; i < self->choices->n_limited; i++)
        self->breaks[self->choices->limited[i]] |= excess[i + 1] > 0;
      if (!(self->lower < self->upper - COST_EPS)
          || search (self, step < MAX_STEPS ? 200u + 100u * step : most_labels (self)))
        break;
      if (step == MAX_STEPS)
        {
          if (self->best_options->len == 0 && self->upper == INFINITY)
            insist (self, first_option, end_option);
          return;
        }
      if (lower <= best + COST_EPS)
        doubt *= 0.5;
      best = MAX (best, lower);
      if (square > 0)
        move_prices (self, excess, (doubt * 10) * guess_distance (self, lower, doubt) / square);
    }
  self->lower = self->upper;
}

/* --- calls ------------------------------------------------------------------------------------ */

static void
begin_person (TwRosterPlanner *self, int person)
{
  int n_kinds = self->problem->n_kinds;
  self->person = &self->problem->people[person];
  self->choices = &self->set->people[person];
  self->prices = &self->multipliers[(gsize) person * (n_kinds + 1)];
  self->breaks = &self->broken[(gsize) person * (n_kinds + 1)];
  self->weekends_left = self->person->max_weekends;
  for (int i = 0; i < self->choices->n_limited; i++)
    self->left[self->choices->limited[i]] = self->person->max_of_kind[self->choices->limited[i]];
  if ((gsize) self->choices->n_options > self->n_value)
    {
      self->n_value = self->choices->n_options;
      self->raw = g_renew (double, self->raw, self->n_value);
      self->value = g_renew (double, self->value, self->n_value);
    }
  g_array_set_size (self->best_options, 0);
}

/* What the options are worth; people whose options differ in nothing but cost share the answer. */
static void
price_options (TwRosterPlanner *self, int person, const double *price)
{
  const TwRosterChoices *choices = self->choices;
  int like = self->set->like[person];
  const double *from = self->raw;
  if (self->held && self->kept[like])
    {
      from = self->kept[like];
      self->work += choices->n_options;
    }
  else
    {
      tw_roster_inner_price (self->inner, choices, self->person, price, 0, choices->n_options,
                             self->raw);
      self->work += (guint64) choices->n_options * 8;
      if (self->held)
        self->kept[like] = g_memdup2 (self->raw, choices->n_options * sizeof *self->raw);
    }
  for (int o = 0; o < choices->n_options; o++)
    self->raw[o] = from[o] + choices->options[o].cost;
}

static void
trace_shifts (TwRosterPlanner *self, const double *price, TwRosterShift *ret)
{
  for (guint i = 0; i < self->best_options->len; i++)
    tw_roster_inner_trace (self->inner, self->choices, self->person, price,
                           &self->choices->options[g_array_index (self->best_options, int, i)],
                           &ret[i]);
}

double
tw_roster_planner_best (TwRosterPlanner *self, int person, const double *price, double bound,
                        TwRosterPlan *ret_plan)
{
  begin_person (self, person);
  double fixed = self->choices->fixed;
  price_options (self, person, price);
  tw_roster_scope_all (&self->scope, self->choices);
  self->upper = bound - fixed;
  solve_scope (self, 0, self->choices->n_options);
  gboolean found = self->upper < bound - fixed;
  self->lower = self->choices->exact ? MIN (self->lower, self->upper) + fixed : -INFINITY;
  if (!found)
    return INFINITY;
  if (ret_plan)
    {
      ret_plan->n_shifts = self->best_options->len;
      ret_plan->shifts = g_new0 (TwRosterShift, ret_plan->n_shifts);
      trace_shifts (self, price, ret_plan->shifts);
    }
  return self->upper + fixed;
}

const TwRosterChoices *
tw_roster_planner_get_choices (const TwRosterPlanner *self, int person)
{
  return &self->set->people[person];
}

double
tw_roster_planner_choose (TwRosterPlanner *self, int person, const double *values,
                          GArray *ret_options)
{
  begin_person (self, person);
  memcpy (self->raw, values, self->choices->n_options * sizeof *values);
  tw_roster_scope_all (&self->scope, self->choices);
  self->upper = INFINITY;
  solve_scope (self, 0, self->choices->n_options);
  g_array_set_size (ret_options, 0);
  g_array_append_vals (ret_options, self->best_options->data, self->best_options->len);
  return self->upper + self->choices->fixed;
}

/* --- windows ---------------------------------------------------------------------------------- */

static int
first_option_from (const TwRosterChoices *choices, int slot)
{
  int lo = 0, hi = choices->n_options;
  while (lo < hi)
    {
      int mid = (lo + hi) / 2;
      if (choices->options[mid].first < slot)
        lo = mid + 1;
      else
        hi = mid;
    }
  return lo;
}

/* What the shifts outside the window cost; takes them off the limits. */
static double
cost_outside (TwRosterPlanner *self, const double *price, const TwRosterPlan *now)
{
  double cost = self->choices->fixed;
  for (int i = 0; i < now->n_shifts; i++)
    {
      if (i == self->scope.first_shift)
        i = self->scope.end_shift;
      if (i >= now->n_shifts)
        break;
      TwRosterPlan one = { 1, &now->shifts[i] };
      int o = tw_roster_choices_find_option (self->choices, &now->shifts[i]);
      cost +=
          self->choices->options[o].cost + tw_roster_plan_price (self->problem, price, &one)
          + self->choices->way_cost * tw_roster_problem_way_slots (self->problem, &now->shifts[i]);
      self->left[now->shifts[i].kind]--;
    }
  self->weekends_left -= self->scope.weekends_before;
  return cost;
}

static void
join (TwRosterPlanner *self, const double *price, const TwRosterPlan *now, TwRosterPlan *ret)
{
  int n_before = self->scope.first_shift, n_new = self->best_options->len;
  int n_after = now->n_shifts - self->scope.end_shift;
  ret->n_shifts = n_before + n_new + n_after;
  ret->shifts = g_new0 (TwRosterShift, ret->n_shifts);
  for (int i = 0; i < n_before; i++)
    tw_roster_shift_copy (&now->shifts[i], &ret->shifts[i]);
  trace_shifts (self, price, ret->shifts + n_before);
  for (int i = 0; i < n_after; i++)
    tw_roster_shift_copy (&now->shifts[self->scope.end_shift + i],
                          &ret->shifts[n_before + n_new + i]);
}

double
tw_roster_planner_within (TwRosterPlanner *self, int person, const double *price, double bound,
                          const TwRosterPlan *now, int from, int until, TwRosterPlan *ret_plan)
{
  begin_person (self, person);
  self->lower = -INFINITY;
  if (!tw_roster_scope_window (&self->scope, self->choices, self->person, now, from, until))
    return INFINITY;
  int first = first_option_from (self->choices, self->choices->nodes[self->scope.first].slot);
  int end = first_option_from (self->choices, until);
  tw_roster_inner_price (self->inner, self->choices, self->person, price, first, end, self->raw);
  self->work += (guint64) (end - first) * 8 + self->choices->n_nodes / 8;
  for (int o = first; o < end; o++)
    self->raw[o] += self->choices->options[o].cost;
  double fixed = cost_outside (self, price, now);
  if (self->weekends_left < 0)
    return INFINITY;
  self->upper = bound - fixed;
  solve_scope (self, first, end);
  if (!(self->upper < bound - fixed))
    return INFINITY;
  if (ret_plan)
    join (self, price, now, ret_plan);
  return self->upper + fixed;
}
