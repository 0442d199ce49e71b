// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-tree.h"

#include <math.h>
#include <string.h>

/*
 * Branch and price (Barnhart et al. 1998). A node is a list of decisions, each of which cuts the
 * fractional solution of its parent off and no roster:
 *
 *   heads of one post, or of all posts together, in a slot: at most k, or at least k + 1. They move
 *   the bound most, since heads between two whole numbers pay less than either is worth;
 *   a person stands in a slot, at any post or at a certain one, or does not.
 *
 * When all of these are whole, all plans of a person with a share in the solution cover the same
 * cells, so that the cheapest of each person's is a roster of the same cost. Decisions about heads
 * are rows of the program, those about people are penalties in the planner's prices; neither makes
 * pricing less exact. A way out at the price of `big` keeps every node's program solvable; what
 * uses it is far above the best and cut off.
 *
 * The node with the smallest bound is next, except that a node's child is looked at at once.
 */

#define EPS 1e-6
#define FRACTION 1e-5
/* Columns and nodes kept at most: memory, and the program's own speed. */
#define MAX_COLUMNS 60000
#define MAX_OPEN 200000

typedef struct {
  int person; /* or TW_ROSTER_NONE: heads */
  int post, slot;
  double low, high; /* heads; a person: low 1 stands, 0 does not */
} Decision;

typedef struct _Node Node;
struct _Node {
  Node *parent;
  int n_refs;
  Decision decision;
  double bound;
  gint64 number;
};

struct _TwRosterTree {
  TwRosterColumns *root;
  const TwRosterProblem *problem;
  GPtrArray *open; /* Node, a heap: smallest bound first */
  Node *next;      /* looked at before those, or NULL */
  double grain, best;
  gboolean full;
  gint64 n_nodes;
  double *heads;  /* (n_posts + 1) x n_slots */
  double *stands; /* the same of one person */
};

static void
node_unref (Node *node)
{
  while (node && --node->n_refs == 0)
    {
      Node *parent = node->parent;
      g_free (node);
      node = parent;
    }
}

static Node *
node_new (TwRosterTree *self, Node *parent, Decision decision, double bound)
{
  Node *node = g_new0 (Node, 1);
  *node = (Node){ parent, 1, decision, bound, self->n_nodes++ };
  if (parent)
    parent->n_refs++;
  return node;
}

static gboolean
comes_before (const Node *a, const Node *b)
{
  return a->bound != b->bound ? a->bound < b->bound : a->number > b->number;
}

static void
push (TwRosterTree *self, Node *node)
{
  g_ptr_array_add (self->open, node);
  gpointer *heap = self->open->pdata;
  guint i = self->open->len - 1;
  for (; i > 0 && comes_before (node, heap[(i - 1) / 2]); i = (i - 1) / 2)
    heap[i] = heap[(i - 1) / 2];
  heap[i] = node;
}

static Node *
pop (TwRosterTree *self)
{
  gpointer *heap = self->open->pdata;
  Node *top = heap[0], *last = heap[self->open->len - 1];
  guint n = self->open->len - 1, i = 0;
  g_ptr_array_set_size (self->open, n);
  for (guint child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && comes_before (heap[child + 1], heap[child]))
        child++;
      if (!comes_before (heap[child], last))
        break;
      heap[i] = heap[child];
    }
  if (n > 0)
    heap[i] = last;
  return top;
}

TwRosterTree *
tw_roster_tree_new (TwRosterColumns *root, double bound, double grain)
{
  TwRosterTree *self = g_new0 (TwRosterTree, 1);
  gsize n = (gsize) (root->problem->n_posts + 1) * root->problem->n_slots;
  self->root = root;
  self->problem = root->problem;
  self->grain = grain;
  self->open = g_ptr_array_new ();
  self->heads = g_new (double, n);
  self->stands = g_new (double, n);
  self->best = INFINITY;
  Decision none = { TW_ROSTER_NONE, 0, 0, -INFINITY, INFINITY };
  push (self, node_new (self, NULL, none, bound));
  return self;
}

void
tw_roster_tree_free (TwRosterTree *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->open->len; i++)
    node_unref (self->open->pdata[i]);
  node_unref (self->next);
  g_ptr_array_unref (self->open);
  g_free (self->heads);
  g_free (self->stands);
  g_free (self);
}

double
tw_roster_tree_get_bound (const TwRosterTree *self)
{
  double bound = INFINITY;
  if (self->open->len > 0)
    bound = ((const Node *) self->open->pdata[0])->bound;
  return self->next ? MIN (bound, self->next->bound) : bound;
}

gboolean
tw_roster_tree_is_done (const TwRosterTree *self)
{
  return self->full || (self->open->len == 0 && !self->next);
}

gboolean
tw_roster_tree_is_whole (const TwRosterTree *self)
{
  return self->open->len == 0 && !self->next;
}

/* Whether a node with this bound may hold something better than the best. */
static gboolean
is_open (const TwRosterTree *self, double bound)
{
  return bound < self->best - MAX (self->grain - 1e-4, EPS);
}

static void
enter (TwRosterTree *self, const Node *node)
{
  g_autoptr (GArray) stands = g_array_new (FALSE, FALSE, sizeof (TwRosterStand));
  tw_roster_master_lift (self->root->master);
  for (; node->parent; node = node->parent)
    {
      const Decision *d = &node->decision;
      TwRosterStand stand = { d->person, d->post, d->slot, d->low > 0 };
      if (d->person >= 0)
        g_array_append_val (stands, stand);
      else
        tw_roster_master_limit (self->root->master, d->post, d->slot, d->low, d->high);
    }
  tw_roster_columns_decide (self->root, stands);
}

/* --- where to branch -------------------------------------------------------------------------- */

static double
fraction (double x)
{
  return fabs (x - round (x));
}

static void
count (const TwRosterTree *self, int column, double *cells)
{
  const TwRosterProblem *problem = self->problem;
  const TwRosterPlan *plan = tw_roster_master_get_plan (self->root->master, column);
  double value = tw_roster_master_get_value (self->root->master, column);
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        for (int t = block->first; block->post >= 0 && t < block->last; t++)
          {
            cells[(gsize) block->post * problem->n_slots + t] += value;
            cells[(gsize) problem->n_posts * problem->n_slots + t] += value;
          }
      }
}

static double
steepness (const TwRosterCover *c)
{
  return c->under + c->under2 + c->over + c->over2;
}

/* Heads that are not whole, where that is dearest. */
static gboolean
branch_on_heads (const TwRosterTree *self, Decision *ret)
{
  const TwRosterProblem *problem = self->problem;
  double most = 0;
  for (int t = 0; t < problem->n_slots; t++)
    {
      double sum = 0;
      for (int p = 0; p <= problem->n_posts; p++)
        {
          gsize i = (gsize) p * problem->n_slots + t;
          double weight = p < problem->n_posts ? steepness (&problem->cover[i]) : sum;
          double far = fraction (self->heads[i]);
          sum += p < problem->n_posts ? weight / problem->n_posts : 0;
          if (far < FRACTION || (weight + 1e-3) * far <= most)
            continue;
          most = (weight + 1e-3) * far;
          *ret = (Decision){ TW_ROSTER_NONE, p < problem->n_posts ? p : TW_ROSTER_NONE, t,
                             floor (self->heads[i]) + 1, floor (self->heads[i]) };
        }
    }
  return most > 0;
}

/* The person and cell nearest to half, cells of all posts together first. */
static gboolean
branch_on_people (const TwRosterTree *self, Decision *ret)
{
  const TwRosterProblem *problem = self->problem;
  TwRosterMaster *master = self->root->master;
  gsize n = (gsize) (problem->n_posts + 1) * problem->n_slots;
  int n_columns = tw_roster_master_get_n_columns (master);
  double most = 0;
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (int));
  for (int c = 0; c < n_columns; c++)
    {
      double value = tw_roster_master_get_value (master, c);
      if (value > FRACTION && value < 1 - FRACTION)
        g_array_append_val (some, c);
    }
  g_autofree guint8 *seen = g_new0 (guint8, problem->n_people);
  for (guint a = 0; a < some->len; a++)
    {
      int e = tw_roster_master_get_person (master, g_array_index (some, int, a));
      if (seen[e])
        continue;
      seen[e] = 1;
      memset (self->stands, 0, n * sizeof *self->stands);
      for (guint b = a; b < some->len; b++)
        if (tw_roster_master_get_person (master, g_array_index (some, int, b)) == e)
          count (self, g_array_index (some, int, b), self->stands);
      for (gsize i = 0; i < n; i++)
        {
          int post = i / problem->n_slots;
          double far = fraction (self->stands[i]);
          if (far < FRACTION)
            continue;
          far += post == problem->n_posts ? 1 : 0;
          if (far <= most + EPS)
            continue;
          most = far;
          *ret = (Decision){ e, post < problem->n_posts ? post : TW_ROSTER_NONE,
                             i % problem->n_slots, 1, self->stands[i] };
        }
    }
  return most > 0;
}

static gboolean
find_branch (const TwRosterTree *self, Decision *ret)
{
  const TwRosterProblem *problem = self->problem;
  gsize n = (gsize) (problem->n_posts + 1) * problem->n_slots;
  memset (self->heads, 0, n * sizeof *self->heads);
  for (int c = 0; c < tw_roster_master_get_n_columns (self->root->master); c++)
    if (tw_roster_master_get_value (self->root->master, c) > 1e-9)
      count (self, c, self->heads);
  return branch_on_heads (self, ret) || branch_on_people (self, ret);
}

static void
split (TwRosterTree *self, Node *node, Decision d, double bound)
{
  double nearer = d.person >= 0 ? d.high
                                : self->heads[(gsize) (d.post < 0 ? self->problem->n_posts : d.post)
                                                  * self->problem->n_slots
                                              + d.slot]
                                      - d.high;
  Decision yes = d, no = d;
  if (d.person >= 0)
    no.low = no.high = 0;
  else
    {
      yes.high = INFINITY;
      no.low = -INFINITY;
    }
  gboolean up = d.person >= 0 || nearer >= 0.5;
  self->next = node_new (self, node, up ? yes : no, bound);
  push (self, node_new (self, node, up ? no : yes, bound));
}

/* --- nodes ------------------------------------------------------------------------------------ */

/* Everybody's cheapest plan of those with a share. FALSE: somebody has none, or it is not better.
 */
static gboolean
harvest (TwRosterTree *self)
{
  TwRosterColumns *root = self->root;
  const TwRosterProblem *problem = self->problem;
  for (int c = 0; c < tw_roster_master_get_n_columns (root->master); c++)
    {
      int *fixed = &root->fixed[tw_roster_master_get_person (root->master, c)];
      if (tw_roster_master_get_value (root->master, c) > FRACTION
          && (*fixed < 0
              || tw_roster_master_get_cost (root->master, c)
                     < tw_roster_master_get_cost (root->master, *fixed)))
        *fixed = c;
    }
  double total = 0;
  gboolean whole = TRUE;
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  for (int e = 0; e < problem->n_people; e++)
    {
      whole &= root->fixed[e] >= 0;
      if (root->fixed[e] < 0)
        continue;
      tw_roster_tally_apply (tally, tw_roster_master_get_plan (root->master, root->fixed[e]), 1);
      total += tw_roster_master_get_cost (root->master, root->fixed[e]);
    }
  root->objective = total + tally->under + tally->over + tally->tide;
  return whole && root->objective < self->best - EPS;
}

/* Returns whether a better roster was found. */
static gboolean
solve_node (TwRosterTree *self, Node *node)
{
  TwRosterColumns *root = self->root;
  Decision d;
  enter (self, node);
  root->cutoff = self->best - MAX (self->grain - 1e-4, EPS);
  if (!tw_roster_columns_solve (root, G_MAXINT, 1e-4))
    { /* out of time */
      node->n_refs++;
      push (self, node);
      return FALSE;
    }
  double bound = MAX (node->bound, root->proven);
  if (self->grain > 0)
    bound = ceil (bound / self->grain - 1e-4) * self->grain;
  if (!is_open (self, bound))
    return FALSE;
  if (find_branch (self, &d))
    {
      split (self, node, d, bound);
      return FALSE;
    }
  if (harvest (self))
    return TRUE;
  tw_roster_columns_release (root);
  return FALSE;
}

static guint64
work_done (const TwRosterTree *self)
{
  return tw_roster_planner_get_work (self->root->planners[0])
         + tw_roster_master_get_work (self->root->master);
}

static Node *
take_next (TwRosterTree *self)
{
  while (self->next || self->open->len > 0)
    {
      Node *node = g_steal_pointer (&self->next);
      if (!node)
        node = pop (self);
      if (is_open (self, node->bound))
        return node;
      node_unref (node);
    }
  return NULL;
}

gboolean
tw_roster_tree_grow (TwRosterTree *self, double best, guint64 work)
{
  guint64 until = work_done (self) + work;
  gboolean found = FALSE;
  if (self->root->big == 0)
    {
      self->root->big = 100 * (1 + fabs (best));
      tw_roster_master_open (self->root->master, self->root->big);
    }
  self->best = best;
  while (!found && work_done (self) < until && !self->full)
    {
      if (self->root->deadline_us > 0 && g_get_monotonic_time () > self->root->deadline_us)
        break;
      if (g_cancellable_is_cancelled (self->root->cancellable))
        break;
      Node *node = take_next (self);
      if (!node)
        break;
      found = solve_node (self, node);
      node_unref (node);
      self->full = tw_roster_master_get_n_columns (self->root->master) > MAX_COLUMNS
                   || self->open->len > MAX_OPEN;
    }
  return found;
}
