// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-master.h"
#include "roster/tw-roster-tally.h"

#include <coin/Clp_C_Interface.h>
#include <math.h>
#include <string.h>

/*
 * The row of a post and slot reads: heads + missing - free - surplus = need. Missing heads are one
 * variable per head while each is dearer than the one before it, surplus likewise up to
 * MAX_TIERS; beyond that the last price goes on, which is no more than the true one, so that the
 * bound stays a bound. The row of a share and slot: at - share * of + short >= 0.
 *
 * Branching adds rows: low <= heads <= high, of one post and slot or of all posts in a slot. Once
 * made they stay, without limits while nobody branches on them.
 */

#define MAX_TIERS 12

typedef struct {
  int person, lp;
  double cost;
  TwRosterPlan plan;
} Column;

struct _TwRosterMaster {
  const TwRosterProblem *problem;
  Clp_Simplex *lp;
  int *person_row; /* n_people, or -1 */
  int *row_of;     /* n_posts x n_slots: row, or -1: heads are free there */
  int *tide_row;   /* n_tides: row of its first slot */
  int *limit_row;  /* (n_posts + 1) x n_slots, the last for all posts together: row, or -1; NULL:
                      no limit was ever made */
  int n_rows, n_fixed_rows, n_people_rows;
  GArray *columns;
  GArray *lower, *upper; /* double, by variable of the program */
  /* Variables that CLP does not have yet: each call of Clp_addColumns() copies the program. */
  GArray *cost, *starts, *rows, *elements;
  GArray *low, *high; /* double, by row */
  double *scratch;    /* n_rows, zero between calls */
  double big;         /* 0: not opened */
  guint64 work;
};

static gboolean
has_price (const TwRosterCover *c)
{
  return (c->need > 0 && (c->under > 0 || c->under2 > 0)) || c->over > 0 || c->over2 > 0;
}

static void
add_variable (TwRosterMaster *self, int row, double element, double cost, double most)
{
  double zero = 0;
  g_array_append_val (self->starts, self->rows->len);
  g_array_append_val (self->rows, row);
  g_array_append_val (self->elements, element);
  g_array_append_val (self->cost, cost);
  g_array_append_val (self->lower, zero);
  g_array_append_val (self->upper, most);
}

/* How many variables CLP has. */
static guint
n_known (const TwRosterMaster *self)
{
  return self->lower->len - self->cost->len;
}

static void
hand_over (TwRosterMaster *self)
{
  guint n = self->cost->len, first = n_known (self);
  if (n == 0)
    return;
  g_array_append_val (self->starts, self->rows->len);
  Clp_addColumns (self->lp, n, &g_array_index (self->lower, double, first),
                  &g_array_index (self->upper, double, first), (double *) self->cost->data,
                  (int *) self->starts->data, (int *) self->rows->data,
                  (double *) self->elements->data);
  g_array_set_size (self->cost, 0);
  g_array_set_size (self->starts, 0);
  g_array_set_size (self->rows, 0);
  g_array_set_size (self->elements, 0);
}

/* Heads between @from and beyond, each at the marginal price of a convex function. */
static void
add_tiers (TwRosterMaster *self, int row, double element, double linear, double square, int most)
{
  int n = square > 0 ? MIN (most, MAX_TIERS) : 1;
  for (int k = 0; k < n; k++)
    {
      gboolean last = k == n - 1;
      double width = last ? (most == G_MAXINT ? INFINITY : most - k) : 1;
      add_variable (self, row, element, linear + square * (2 * k + 1), width);
    }
}

static void
add_cover_variables (TwRosterMaster *self, int row, const TwRosterCover *c)
{
  if (c->need > 0)
    add_tiers (self, row, 1, c->under, c->under2, c->need);
  if (c->top > c->need)
    add_variable (self, row, -1, 0, c->top - c->need);
  add_tiers (self, row, -1, c->over, c->over2, G_MAXINT);
}

static void
number_rows (TwRosterMaster *self, const TwRosterTally *base, const guint8 *in)
{
  GArray *low = self->low, *high = self->high;
  const TwRosterProblem *problem = self->problem;
  double one = 1, infinity = INFINITY;
  for (int e = 0; e < problem->n_people; e++)
    {
      self->person_row[e] = !in || in[e] ? (int) low->len : -1;
      if (self->person_row[e] < 0)
        continue;
      g_array_append_val (low, one);
      g_array_append_val (high, one);
    }
  self->n_people_rows = low->len;
  for (int i = 0; i < problem->n_posts * problem->n_slots; i++)
    {
      double need = problem->cover[i].need - base->heads[i];
      self->row_of[i] = has_price (&problem->cover[i]) ? (int) low->len : -1;
      if (self->row_of[i] < 0)
        continue;
      g_array_append_val (low, need);
      g_array_append_val (high, need);
    }
  for (int r = 0; r < problem->n_tides; r++)
    {
      self->tide_row[r] = low->len;
      for (int i = 0; i < problem->tides[r].last - problem->tides[r].first; i++)
        {
          double least = problem->tides[r].share * base->of[r][i] - base->at[r][i];
          g_array_append_val (low, least);
          g_array_append_val (high, infinity);
        }
    }
}

TwRosterMaster *
tw_roster_master_new (const TwRosterTally *base, const guint8 *in)
{
  const TwRosterProblem *problem = base->problem;
  TwRosterMaster *self = g_new0 (TwRosterMaster, 1);
  self->problem = problem;
  self->person_row = g_new (int, problem->n_people);
  self->row_of = g_new (int, (gsize) problem->n_posts * problem->n_slots);
  self->tide_row = g_new (int, problem->n_tides);
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  self->lower = g_array_new (FALSE, FALSE, sizeof (double));
  self->upper = g_array_new (FALSE, FALSE, sizeof (double));
  self->cost = g_array_new (FALSE, FALSE, sizeof (double));
  self->starts = g_array_new (FALSE, FALSE, sizeof (int));
  self->rows = g_array_new (FALSE, FALSE, sizeof (int));
  self->elements = g_array_new (FALSE, FALSE, sizeof (double));
  self->low = g_array_new (FALSE, FALSE, sizeof (double));
  self->high = g_array_new (FALSE, FALSE, sizeof (double));
  number_rows (self, base, in);
  self->n_rows = self->n_fixed_rows = self->low->len;
  self->scratch = g_new0 (double, self->n_rows);
  self->lp = Clp_newModel ();
  Clp_setLogLevel (self->lp, 0);
  Clp_resize (self->lp, self->n_rows, 0);
  Clp_chgRowLower (self->lp, (double *) self->low->data);
  Clp_chgRowUpper (self->lp, (double *) self->high->data);
  for (int i = 0; i < problem->n_posts * problem->n_slots; i++)
    if (self->row_of[i] >= 0)
      add_cover_variables (self, self->row_of[i], &problem->cover[i]);
  for (int r = 0; r < problem->n_tides; r++)
    for (int t = problem->tides[r].first; t < problem->tides[r].last; t++)
      add_variable (self, self->tide_row[r] + t - problem->tides[r].first, 1,
                    problem->tides[r].weight, INFINITY);
  return self;
}

void
tw_roster_master_free (TwRosterMaster *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->columns->len; i++)
    tw_roster_plan_clear (&g_array_index (self->columns, Column, i).plan);
  g_array_unref (self->columns);
  g_array_unref (self->lower);
  g_array_unref (self->upper);
  g_array_unref (self->cost);
  g_array_unref (self->starts);
  g_array_unref (self->rows);
  g_array_unref (self->elements);
  g_array_unref (self->low);
  g_array_unref (self->high);
  Clp_deleteModel (self->lp);
  g_free (self->person_row);
  g_free (self->row_of);
  g_free (self->tide_row);
  g_free (self->limit_row);
  g_free (self->scratch);
  g_free (self);
}

static void
touch (TwRosterMaster *self, int row, double by, GArray *rows)
{
  if (self->scratch[row] == 0)
    g_array_append_val (rows, row);
  self->scratch[row] += by;
}

static void
touch_head (TwRosterMaster *self, int post, int slot, GArray *rows)
{
  const TwRosterProblem *problem = self->problem;
  int row = self->row_of[(gsize) post * problem->n_slots + slot];
  if (row >= 0)
    touch (self, row, 1, rows);
  for (int both = 0; self->limit_row && both < 2; both++)
    {
      int p = both ? problem->n_posts : post;
      row = self->limit_row[(gsize) p * problem->n_slots + slot];
      if (row >= 0)
        touch (self, row, 1, rows);
    }
  for (int r = 0; r < problem->n_tides; r++)
    {
      const TwRosterTide *tide = &problem->tides[r];
      if (slot < tide->first || slot >= tide->last || (tide->of && !tide->of[post]))
        continue;
      touch (self, self->tide_row[r] + slot - tide->first, (tide->at[post] ? 1 : 0) - tide->share,
             rows);
    }
}

int
tw_roster_master_add (TwRosterMaster *self, int person, double cost, TwRosterPlan *plan)
{
  double zero = 0, most = INFINITY;
  guint first = self->rows->len;
  g_array_append_val (self->starts, self->rows->len);
  touch (self, self->person_row[person], 1, self->rows);
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        for (int t = block->first; block->post >= 0 && t < block->last; t++)
          touch_head (self, block->post, t, self->rows);
      }
  for (guint i = first; i < self->rows->len; i++)
    {
      int row = g_array_index (self->rows, int, i);
      g_array_append_val (self->elements, self->scratch[row]);
      self->scratch[row] = 0;
    }
  g_array_append_val (self->cost, cost);
  g_array_append_val (self->lower, zero);
  g_array_append_val (self->upper, most);
  Column column = { person, self->lower->len - 1, cost, *plan };
  g_array_append_val (self->columns, column);
  return self->columns->len - 1;
}

void
tw_roster_master_open (TwRosterMaster *self, double big)
{
  self->big = big;
  for (int i = 0; i < self->n_people_rows; i++)
    add_variable (self, i, 1, big, INFINITY);
}

static int
heads_in_slot (const TwRosterPlan *plan, int post, int slot)
{
  int n = 0;
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        n += block->post >= 0 && (post < 0 || block->post == post) && block->first <= slot
             && slot < block->last;
      }
  return n;
}

static void
add_limit_row (TwRosterMaster *self, int post, int slot)
{
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (double));
  hand_over (self);
  for (guint c = 0; c < self->columns->len; c++)
    {
      const Column *column = &g_array_index (self->columns, Column, c);
      double n = heads_in_slot (&column->plan, post, slot);
      if (n == 0)
        continue;
      g_array_append_val (at, column->lp);
      g_array_append_val (elements, n);
    }
  double low = -INFINITY, high = INFINITY;
  int starts[2] = { 0, at->len };
  Clp_addRows (self->lp, 1, &low, &high, starts, (int *) at->data, (double *) elements->data);
  g_array_append_val (self->low, low);
  g_array_append_val (self->high, high);
  self->n_rows++;
  self->scratch = g_renew (double, self->scratch, self->n_rows);
  self->scratch[self->n_rows - 1] = 0;
  add_variable (self, self->n_rows - 1, 1, self->big, INFINITY);
  add_variable (self, self->n_rows - 1, -1, self->big, INFINITY);
}

void
tw_roster_master_limit (TwRosterMaster *self, int post, int slot, double low, double high)
{
  gsize n = (gsize) (self->problem->n_posts + 1) * self->problem->n_slots;
  gsize i = (gsize) (post < 0 ? self->problem->n_posts : post) * self->problem->n_slots + slot;
  if (!self->limit_row)
    {
      self->limit_row = g_new (int, n);
      memset (self->limit_row, -1, n * sizeof *self->limit_row);
    }
  if (self->limit_row[i] < 0)
    {
      add_limit_row (self, post, slot);
      self->limit_row[i] = self->n_rows - 1;
    }
  double *now_low = &g_array_index (self->low, double, self->limit_row[i]);
  double *now_high = &g_array_index (self->high, double, self->limit_row[i]);
  *now_low = MAX (*now_low, low);
  *now_high = MIN (*now_high, high);
}

void
tw_roster_master_lift (TwRosterMaster *self)
{
  for (int i = self->n_fixed_rows; i < self->n_rows; i++)
    {
      g_array_index (self->low, double, i) = -INFINITY;
      g_array_index (self->high, double, i) = INFINITY;
    }
}

int
tw_roster_master_get_n_columns (const TwRosterMaster *self)
{
  return self->columns->len;
}

static const Column *
get_column (const TwRosterMaster *self, int column)
{
  return &g_array_index (self->columns, Column, column);
}

int
tw_roster_master_get_person (const TwRosterMaster *self, int column)
{
  return get_column (self, column)->person;
}

double
tw_roster_master_get_cost (const TwRosterMaster *self, int column)
{
  return get_column (self, column)->cost;
}

const TwRosterPlan *
tw_roster_master_get_plan (const TwRosterMaster *self, int column)
{
  return &get_column (self, column)->plan;
}

double
tw_roster_master_get_value (const TwRosterMaster *self, int column)
{
  guint lp = get_column (self, column)->lp;
  return lp < n_known (self) ? Clp_primalColumnSolution (self->lp)[lp] : 0;
}

void
tw_roster_master_set_bounds (TwRosterMaster *self, int column, double lower, double upper)
{
  int lp = get_column (self, column)->lp;
  g_array_index (self->lower, double, lp) = lower;
  g_array_index (self->upper, double, lp) = upper;
}

gboolean
tw_roster_master_solve (TwRosterMaster *self, double *ret_objective)
{
  hand_over (self);
  Clp_chgColumnLower (self->lp, (double *) self->lower->data);
  Clp_chgColumnUpper (self->lp, (double *) self->upper->data);
  Clp_chgRowLower (self->lp, (double *) self->low->data);
  Clp_chgRowUpper (self->lp, (double *) self->high->data);
  Clp_primal (self->lp, 0);
  self->work += (guint64) (Clp_numberIterations (self->lp) + 1) * (self->n_rows + 100) * 10;
  if (Clp_status (self->lp) != 0)
    return FALSE;
  *ret_objective = Clp_objectiveValue (self->lp);
  return TRUE;
}

double
tw_roster_master_get_dual_of (const TwRosterMaster *self, const double *duals, int person)
{
  return duals[self->person_row[person]];
}

int
tw_roster_master_get_n_rows (const TwRosterMaster *self)
{
  return self->n_rows;
}

guint64
tw_roster_master_get_work (const TwRosterMaster *self)
{
  return self->work;
}

void
tw_roster_master_get_duals (const TwRosterMaster *self, double *ret_duals)
{
  const double *dual = Clp_dualRowSolution (self->lp);
  for (int i = 0; i < self->n_rows; i++)
    {
      ret_duals[i] = dual[i];
      /* What rounding made of zero would cost the bound an infinity. */
      if (dual[i] < 0 && isinf (g_array_index (self->high, double, i)))
        ret_duals[i] = 0;
      if (dual[i] > 0 && isinf (g_array_index (self->low, double, i)))
        ret_duals[i] = 0;
    }
}

void
tw_roster_master_price (const TwRosterMaster *self, const double *duals, double *ret_price)
{
  const TwRosterProblem *problem = self->problem;
  for (int i = 0; i < problem->n_posts * problem->n_slots; i++)
    ret_price[i] = self->row_of[i] >= 0 ? -duals[self->row_of[i]] : 0;
  for (int p = 0; self->limit_row && p <= problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots; t++)
      {
        int row = self->limit_row[(gsize) p * problem->n_slots + t];
        if (row < 0)
          continue;
        int first = p < problem->n_posts ? p : 0, last = p < problem->n_posts ? p + 1 : p;
        for (int q = first; q < last; q++)
          ret_price[(gsize) q * problem->n_slots + t] -= duals[row];
      }
  for (int r = 0; r < problem->n_tides; r++)
    {
      const TwRosterTide *tide = &problem->tides[r];
      for (int t = tide->first; t < tide->last; t++)
        {
          double dual = duals[self->tide_row[r] + t - tide->first];
          for (int p = 0; p < problem->n_posts; p++)
            if (!tide->of || tide->of[p])
              ret_price[(gsize) p * problem->n_slots + t] -=
                  ((tide->at[p] ? 1 : 0) - tide->share) * dual;
        }
    }
}

/* min over k of cost (k) + dual * k. */
static double
bound_of_cell (const TwRosterCover *c, double dual, int n_people)
{
  double best = INFINITY;
  for (int k = 0; k <= n_people; k++)
    {
      double under, over;
      tw_roster_cover_cost (c, k, &under, &over);
      if (under + over + dual * k > best)
        break; /* convex: it only grows from here */
      best = under + over + dual * k;
    }
  return best;
}

int
tw_roster_master_get_row (const TwRosterMaster *self, int post, int slot)
{
  return self->row_of[(gsize) post * self->problem->n_slots + slot];
}

int
tw_roster_master_get_tide_row (const TwRosterMaster *self, int tide)
{
  return self->tide_row[tide];
}

void
tw_roster_master_clamp_duals (const TwRosterMaster *self, double *duals)
{
  const TwRosterProblem *problem = self->problem;
  for (int i = 0; i < problem->n_posts * problem->n_slots; i++)
    {
      const TwRosterCover *c = &problem->cover[i];
      double most = c->need > 0 ? c->under + c->under2 * (2 * c->need - 1) : 0;
      int beyond = MAX (0, problem->n_people - c->top);
      double least = -(c->over + c->over2 * (2 * beyond + 1));
      if (self->row_of[i] >= 0)
        duals[self->row_of[i]] = CLAMP (duals[self->row_of[i]], least, most);
    }
  for (int r = 0; r < problem->n_tides; r++)
    for (int t = 0; t < problem->tides[r].last - problem->tides[r].first; t++)
      duals[self->tide_row[r] + t] =
          CLAMP (duals[self->tide_row[r] + t], 0, problem->tides[r].weight);
}

double
tw_roster_master_bound_of_heads (const TwRosterMaster *self, const double *duals)
{
  const TwRosterProblem *problem = self->problem;
  double sum = 0;
  for (int i = 0; i < problem->n_posts * problem->n_slots; i++)
    if (self->row_of[i] >= 0)
      sum += bound_of_cell (&problem->cover[i], duals[self->row_of[i]], problem->n_people);
  for (int i = self->n_fixed_rows; i < self->n_rows; i++)
    if (duals[i] != 0)
      sum += duals[i] * g_array_index (duals[i] > 0 ? self->low : self->high, double, i);
  return sum;
}
