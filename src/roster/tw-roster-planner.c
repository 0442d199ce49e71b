// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-inner.h"

#include <math.h>
#include <string.h>

/*
 * The cheapest walk through a person's graph (tw-roster-graph.c) with three things that add up on
 * the way: minutes per span, weekends, and how often each kind is worked.
 *
 * First backwards over the graph with the minutes, but without weekends and kinds: rest[node][m] is
 * what the walk from there to the end costs at least when m units of minutes have been worked in
 * the span. The innermost loop runs over m, which the compiler turns into vector code; this table
 * is the greater part of the work and takes well under a millisecond. Where neither weekends nor
 * kinds bind it is already the answer.
 *
 * Then forwards, best first (A*): labels of cost + rest, the smallest next, later slots first among
 * equals. The rest never overestimates, so the first label that arrives is optimal; with tight
 * tables few others are ever looked at. A limit on a kind is tracked in the labels only once a
 * cheapest walk broke it; then the search runs again, until the cheapest walk breaks none
 * (decremental state space: Boland, Dethridge, Dumitrescu 2006; Righini, Salani 2008).
 */

#define COST_EPS 1e-7
#define MAX_TRACKED 10

typedef struct {
  int node;
  guint16 minutes; /* units in the span */
  guint8 weekends;
  guint8 weekend; /* this weekend is counted already */
  guint8 count[MAX_TRACKED];
  guint8 pad[6];
} State;

typedef struct {
  State state;
  double cost;
  int parent, option; /* option -1: waited */
  gboolean done;
} Label;

typedef struct {
  double least; /* cost + rest */
  int slot;
  int label;
} Entry;

struct _TwRosterPlanner {
  const TwRosterProblem *problem;
  const TwRosterChoiceSet *set;
  TwRosterInner *inner;
  double *value; /* of each option */
  gsize n_value;
  double *rest; /* [n_nodes x n_levels] */
  gsize n_rest;
  GArray *labels;
  GArray *heap;   /* Entry, smallest first */
  guint32 *table; /* label index + 1 */
  gsize n_table, n_used;
  gint8 (*tracked)[MAX_TRACKED]; /* by person: kinds whose count is in the label, then -1 */
  int *count;                    /* n_kinds */
  guint64 work;
  /* of the current call */
  const TwRosterPerson *person;
  const TwRosterChoices *choices;
  const gint8 *kinds_tracked;
  double bound;
};

TwRosterPlanner *
tw_roster_planner_new (const TwRosterChoiceSet *set)
{
  const TwRosterProblem *problem = set->problem;
  TwRosterPlanner *self = g_new0 (TwRosterPlanner, 1);
  self->problem = problem;
  self->set = set;
  self->inner = tw_roster_inner_new (problem);
  self->labels = g_array_new (FALSE, FALSE, sizeof (Label));
  self->heap = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->n_table = 1 << 12;
  self->table = g_new0 (guint32, self->n_table);
  self->tracked = g_malloc (sizeof *self->tracked * MAX (1, problem->n_people));
  memset (self->tracked, -1, sizeof *self->tracked * problem->n_people);
  self->count = g_new (int, problem->n_kinds);
  return self;
}

void
tw_roster_planner_free (TwRosterPlanner *self)
{
  if (!self)
    return;
  tw_roster_inner_free (self->inner);
  g_free (self->value);
  g_free (self->rest);
  g_array_unref (self->labels);
  g_array_unref (self->heap);
  g_free (self->table);
  g_free (self->tracked);
  g_free (self->count);
  g_free (self);
}

void
tw_roster_planner_forget (TwRosterPlanner *self)
{
  memset (self->tracked, -1, sizeof *self->tracked * self->problem->n_people);
}

guint64
tw_roster_planner_get_work (const TwRosterPlanner *self)
{
  return self->work;
}

/* --- backwards -------------------------------------------------------------------------------- */

static int
span_min (const TwRosterPlanner *self, int span)
{
  int unit = self->choices->unit_minutes;
  return span < 0 ? 0 : (self->person->spans[span].min_minutes + unit - 1) / unit;
}

static int
span_max (const TwRosterPlanner *self, int span)
{
  return span < 0 ? 0 : self->person->spans[span].max_minutes / self->choices->unit_minutes;
}

static void
relax_arc (double *restrict here, const double *restrict there, double cost, int n)
{
  for (int m = 0; m < n; m++)
    here[m] = MIN (here[m], cost + there[m]);
}

static void
rest_over_arc (TwRosterPlanner *self, const TwRosterNode *node, double *here,
               const TwRosterArc *arc)
{
  double cost = arc->option >= 0 ? self->value[arc->option] : 0;
  const double *there = &self->rest[(gsize) arc->to * self->choices->n_levels];
  int minutes = node->span < 0 ? 0 : arc->minutes;
  int most = span_max (self, node->span) - minutes;
  if (!arc->new_span)
    {
      relax_arc (here, there + minutes, cost, most + 1);
      return;
    }
  for (int m = MAX (0, span_min (self, node->span) - minutes); m <= most; m++)
    here[m] = MIN (here[m], cost + there[0]);
}

static void
find_rest (TwRosterPlanner *self)
{
  const TwRosterChoices *choices = self->choices;
  gsize n = (gsize) choices->n_nodes * choices->n_levels;
  if (n > self->n_rest)
    {
      self->n_rest = n;
      g_free (self->rest);
      self->rest = g_new (double, n);
    }
  for (gsize i = 0; i < n; i++)
    self->rest[i] = INFINITY;
  self->rest[(gsize) (choices->n_nodes - 1) * choices->n_levels] = 0;
  for (int i = choices->n_nodes - 2; i >= 0; i--)
    {
      const TwRosterNode *node = &choices->nodes[i];
      for (int a = node->first_arc; a < node[1].first_arc; a++)
        rest_over_arc (self, node, &self->rest[(gsize) i * choices->n_levels], &choices->arcs[a]);
    }
}

/* --- forwards --------------------------------------------------------------------------------- */

static gboolean
comes_before (const Entry *a, const Entry *b)
{
  return a->least < b->least - COST_EPS || (a->least < b->least + COST_EPS && a->slot > b->slot);
}

static void
heap_push (GArray *heap, Entry entry)
{
  g_array_append_val (heap, entry);
  Entry *e = (Entry *) heap->data;
  guint i = heap->len - 1;
  for (; i > 0 && comes_before (&entry, &e[(i - 1) / 2]); i = (i - 1) / 2)
    e[i] = e[(i - 1) / 2];
  e[i] = entry;
}

static Entry
heap_pop (GArray *heap)
{
  Entry *e = (Entry *) heap->data, top = e[0], last = e[heap->len - 1];
  guint n = heap->len - 1, i = 0;
  g_array_set_size (heap, n);
  for (guint child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && comes_before (&e[child + 1], &e[child]))
        child++;
      if (!comes_before (&e[child], &last))
        break;
      e[i] = e[child];
    }
  if (n > 0)
    e[i] = last;
  return top;
}

static guint32
hash_state (const State *s)
{
  guint64 w[3], h = 0x9e3779b97f4a7c15u;
  G_STATIC_ASSERT (sizeof (State) == sizeof w);
  memcpy (w, s, sizeof w);
  for (int i = 0; i < 3; i++)
    {
      h = (h ^ w[i]) * 0xff51afd7ed558ccdu;
      h ^= h >> 32;
    }
  return (guint32) h;
}

static void
grow_table (TwRosterPlanner *self)
{
  g_free (self->table);
  self->n_table *= 2;
  self->table = g_new0 (guint32, self->n_table);
  for (guint i = 0; i < self->labels->len; i++)
    {
      gsize at = hash_state (&g_array_index (self->labels, Label, i).state) & (self->n_table - 1);
      while (self->table[at])
        at = (at + 1) & (self->n_table - 1);
      self->table[at] = i + 1;
    }
}

/* The label of @state, made if it is new: then its cost is infinite. */
static int
find_label (TwRosterPlanner *self, const State *state)
{
  if (self->labels->len * 2 > self->n_table)
    grow_table (self);
  gsize at = hash_state (state) & (self->n_table - 1);
  for (; self->table[at]; at = (at + 1) & (self->n_table - 1))
    if (memcmp (&g_array_index (self->labels, Label, self->table[at] - 1).state, state,
                sizeof *state)
        == 0)
      return self->table[at] - 1;
  Label label = { *state, INFINITY, -1, -1, FALSE };
  g_array_append_val (self->labels, label);
  self->table[at] = self->labels->len;
  return self->labels->len - 1;
}

static void
offer (TwRosterPlanner *self, const State *state, double cost, int parent, int option)
{
  double least = cost + self->rest[(gsize) state->node * self->choices->n_levels + state->minutes];
  if (!(least < self->bound - COST_EPS))
    return;
  int index = find_label (self, state);
  Label *label = &g_array_index (self->labels, Label, index);
  if (label->done || !(cost < label->cost))
    return;
  label->cost = cost;
  label->parent = parent;
  label->option = option;
  heap_push (self->heap, (Entry){ least, self->choices->nodes[state->node].slot, index });
}

static gboolean
take_arc (const TwRosterPlanner *self, State *s, const TwRosterNode *node, const TwRosterArc *arc)
{
  const TwRosterPerson *person = self->person;
  if (arc->option >= 0)
    {
      int kind = self->choices->options[arc->option].kind;
      if (arc->weekend && person->max_weekends >= 0 && !s->weekend)
        {
          if (s->weekends >= person->max_weekends)
            return FALSE;
          s->weekends++;
          s->weekend = 1;
        }
      for (int i = 0; i < MAX_TRACKED && self->kinds_tracked[i] >= 0; i++)
        if (self->kinds_tracked[i] == kind && ++s->count[i] > person->max_of_kind[kind])
          return FALSE;
    }
  if (node->span >= 0)
    {
      int minutes = s->minutes + arc->minutes;
      if (minutes > span_max (self, node->span)
          || (arc->new_span && minutes < span_min (self, node->span)))
        return FALSE;
      s->minutes = minutes;
    }
  if (arc->new_span)
    s->minutes = 0;
  if (arc->new_week)
    s->weekend = 0;
  s->node = arc->to;
  return TRUE;
}

static void
extend_label (TwRosterPlanner *self, int index)
{
  Label from = g_array_index (self->labels, Label, index);
  const TwRosterNode *node = &self->choices->nodes[from.state.node];
  for (int a = node->first_arc; a < node[1].first_arc; a++)
    {
      const TwRosterArc *arc = &self->choices->arcs[a];
      double cost = from.cost + (arc->option >= 0 ? self->value[arc->option] : 0);
      State s = from.state;
      if (cost < INFINITY && take_arc (self, &s, node, arc))
        offer (self, &s, cost, index, arc->option);
    }
}

/* The label at the end of the cheapest walk, or -1. */
static int
search (TwRosterPlanner *self)
{
  int end = self->choices->n_nodes - 1, found = -1;
  g_array_set_size (self->labels, 0);
  g_array_set_size (self->heap, 0);
  memset (self->table, 0, self->n_table * sizeof *self->table);
  State first = { 0 };
  offer (self, &first, self->choices->fixed, -1, -1);
  while (self->heap->len > 0 && found < 0)
    {
      Entry entry = heap_pop (self->heap);
      Label *label = &g_array_index (self->labels, Label, entry.label);
      if (label->done)
        continue;
      label->done = TRUE;
      if (label->state.node == end)
        found = entry.label;
      else
        extend_label (self, entry.label);
    }
  self->work += 32 * (guint64) self->labels->len;
  return found;
}

/* A kind that the walk ending in @label takes too often and that is not tracked yet, or -1. */
static int
find_overused (TwRosterPlanner *self, int label)
{
  const TwRosterPerson *person = self->person;
  if (!person->max_of_kind)
    return -1;
  memset (self->count, 0, self->problem->n_kinds * sizeof *self->count);
  for (int i = label; i >= 0; i = g_array_index (self->labels, Label, i).parent)
    {
      int o = g_array_index (self->labels, Label, i).option;
      if (o >= 0)
        self->count[self->choices->options[o].kind]++;
    }
  for (int k = 0; k < self->problem->n_kinds; k++)
    if (self->count[k] > person->max_of_kind[k])
      return k;
  return -1;
}

static gboolean
track (TwRosterPlanner *self, int person, int kind)
{
  for (int i = 0; i < MAX_TRACKED; i++)
    if (self->tracked[person][i] < 0)
      {
        self->tracked[person][i] = kind;
        return TRUE;
      }
  return FALSE;
}

static void
trace_plan (TwRosterPlanner *self, int label, const double *price, TwRosterPlan *ret)
{
  int n = 0;
  for (int i = label; i >= 0; i = g_array_index (self->labels, Label, i).parent)
    n += g_array_index (self->labels, Label, i).option >= 0;
  ret->n_shifts = n;
  ret->shifts = g_new0 (TwRosterShift, n);
  for (int i = label; i >= 0; i = g_array_index (self->labels, Label, i).parent)
    {
      int o = g_array_index (self->labels, Label, i).option;
      if (o >= 0)
        tw_roster_inner_trace (self->inner, self->choices, self->person, price,
                               &self->choices->options[o], &ret->shifts[--n]);
    }
}

static void
begin_person (TwRosterPlanner *self, int person)
{
  self->person = &self->problem->people[person];
  self->choices = &self->set->people[person];
  self->kinds_tracked = self->tracked[person];
  if ((gsize) self->choices->n_options > self->n_value)
    {
      self->n_value = self->choices->n_options;
      self->value = g_renew (double, self->value, self->n_value);
    }
}

double
tw_roster_planner_best (TwRosterPlanner *self, int person, const double *price, double bound,
                        TwRosterPlan *ret_plan)
{
  begin_person (self, person);
  self->bound = bound;
  tw_roster_inner_price (self->inner, self->choices, self->person, price, self->value);
  for (int o = 0; o < self->choices->n_options; o++)
    self->value[o] += self->choices->options[o].cost;
  find_rest (self);
  self->work +=
      (guint64) self->choices->n_arcs * self->choices->n_levels / 4 + self->choices->n_options * 8;
  int label;
  for (;;)
    {
      label = search (self);
      int kind = label >= 0 ? find_overused (self, label) : -1;
      if (kind < 0)
        break;
      if (!track (self, person, kind))
        return INFINITY;
    }
  if (label < 0)
    return INFINITY;
  if (ret_plan)
    trace_plan (self, label, price, ret_plan);
  return g_array_index (self->labels, Label, label).cost;
}
