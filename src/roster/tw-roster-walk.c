// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-walk.h"

#include <math.h>
#include <string.h>

/*
 * The cheapest walk through a person's graph that keeps the limits on weekends and on kinds, best
 * first (A*): labels of cost + rest, the smallest next, later slots first among equals. The rest
 * never overestimates, so the first label that arrives is optimal.
 *
 * Costs here include the prices that the planner has put on limits. Whoever arrives with something
 * left of a limit has paid less for it than the planner's constant assumes: what is left, times
 * its price, is the last step of the walk.
 */

#define COST_EPS 1e-7
#define MAX_TRACKED TW_ROSTER_WALK_MAX_TRACKED

typedef struct {
  int node;
  guint16 minutes; /* units above the band's lowest */
  guint16 weekends;
  guint16 count[MAX_TRACKED];
} State;

typedef struct {
  State state;
  gboolean done;
  double cost;
  int parent, option; /* option -1: waited */
} Label;

typedef struct {
  double least; /* cost + rest */
  int node;
  int label;
} Entry;

typedef struct {
  guint32 search, label;
} Place;

struct _TwRosterWalk {
  GArray *labels;
  GArray *heap; /* Entry, smallest first */
  Place *table;
  gsize n_table;
  guint32 search; /* places of earlier searches are empty */
  int found;
  const TwRosterGround *ground;
};

TwRosterWalk *
tw_roster_walk_new (void)
{
  TwRosterWalk *self = g_new0 (TwRosterWalk, 1);
  self->labels = g_array_new (FALSE, FALSE, sizeof (Label));
  self->heap = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->n_table = 1 << 12;
  self->table = g_new0 (Place, self->n_table);
  return self;
}

void
tw_roster_walk_free (TwRosterWalk *self)
{
  if (!self)
    return;
  g_array_unref (self->labels);
  g_array_unref (self->heap);
  g_free (self->table);
  g_free (self);
}

static gboolean
comes_before (const Entry *a, const Entry *b)
{
  return a->least < b->least - COST_EPS || (a->least < b->least + COST_EPS && a->node > b->node);
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
  guint64 w[4], h = 0x9e3779b97f4a7c15u;
  G_STATIC_ASSERT (sizeof (State) == sizeof w);
  memcpy (w, s, sizeof w);
  for (int i = 0; i < 4; i++)
    {
      h = (h ^ w[i]) * 0xff51afd7ed558ccdu;
      h ^= h >> 32;
    }
  return (guint32) h;
}

static Label *
label_at (const TwRosterWalk *self, int index)
{
  return &g_array_index (self->labels, Label, index);
}

static void
grow_table (TwRosterWalk *self)
{
  g_free (self->table);
  self->n_table *= 2;
  self->table = g_new0 (Place, self->n_table);
  for (guint i = 0; i < self->labels->len; i++)
    {
      gsize at = hash_state (&label_at (self, i)->state) & (self->n_table - 1);
      while (self->table[at].search == self->search)
        at = (at + 1) & (self->n_table - 1);
      self->table[at] = (Place){ self->search, i };
    }
}

/* The label of @state, made if it is new: then its cost is infinite. */
static int
find_label (TwRosterWalk *self, const State *state)
{
  if (self->labels->len * 2 > self->n_table)
    grow_table (self);
  gsize at = hash_state (state) & (self->n_table - 1);
  for (; self->table[at].search == self->search; at = (at + 1) & (self->n_table - 1))
    if (memcmp (&label_at (self, self->table[at].label)->state, state, sizeof *state) == 0)
      return self->table[at].label;
  Label label = { *state, FALSE, INFINITY, -1, -1 };
  g_array_append_val (self->labels, label);
  self->table[at] = (Place){ self->search, self->labels->len - 1 };
  return self->labels->len - 1;
}

/* What is left of the limits, at its price. */
static double
left_over (const TwRosterGround *ground, const State *s)
{
  double cost = 0;
  if (ground->weekends >= 0)
    cost = ground->weekend_price * (ground->weekends - s->weekends);
  for (int i = 0; i < ground->n_tracked; i++)
    cost += ground->kind_price[i] * (ground->left[i] - s->count[i]);
  return cost;
}

static double
rest_from (const TwRosterGround *ground, const State *s)
{
  const TwRosterBand *band = &ground->bands[s->node];
  gsize tier = ground->n_tiers > 1 ? s->weekends : 0;
  return ground->rest[band->cell * ground->n_tiers + tier * (band->hi - band->lo + 1) + s->minutes];
}

static void
offer (TwRosterWalk *self, State *state, double cost, int parent, int option)
{
  const TwRosterGround *ground = self->ground;
  double least = cost + rest_from (ground, state);
  if (!(least < ground->bound - COST_EPS))
    return;
  if (state->node >= ground->goal)
    {
      if (ground->tail_weekends)
        state->weekends += ground->tail_weekends[state->node];
      if (ground->weekends >= 0 && state->weekends > ground->weekends)
        return;
      /* The price of the weekends behind the goal has been part of the rest until now. */
      if (ground->tail_weekends)
        cost += ground->weekend_price * ground->tail_weekends[state->node];
      least = cost + left_over (ground, state);
    }
  if (!(least < ground->bound - COST_EPS))
    return;
  int index = find_label (self, state);
  Label *label = label_at (self, index);
  if (label->done || !(cost < label->cost))
    return;
  label->cost = cost;
  label->parent = parent;
  label->option = option;
  heap_push (self->heap, (Entry){ least, state->node, index });
}

/* The state after @arc, unless it breaks a limit. */
static gboolean
take_arc (const TwRosterGround *ground, State *s, const TwRosterArc *arc)
{
  if (arc->option >= 0)
    {
      int kind = ground->choices->options[arc->option].kind;
      if (arc->weekend && ground->weekends >= 0 && ++s->weekends > ground->weekends)
        return FALSE;
      for (int i = 0; i < ground->n_tracked; i++)
        if (ground->tracked[i] == kind && ++s->count[i] > ground->left[i])
          return FALSE;
    }
  const TwRosterBand *from = &ground->bands[s->node], *to = &ground->bands[arc->to];
  int minutes = from->lo + s->minutes + arc->minutes;
  if (arc->new_span)
    {
      int span = ground->choices->nodes[s->node].span, unit = ground->choices->unit_minutes;
      if (span >= 0
          && (minutes * unit < ground->person->spans[span].min_minutes
              || minutes * unit > ground->person->spans[span].max_minutes))
        return FALSE;
      minutes = 0;
    }
  if (minutes < to->lo || minutes > to->hi)
    return FALSE;
  s->minutes = minutes - to->lo;
  s->node = arc->to;
  return TRUE;
}

static void
extend_label (TwRosterWalk *self, int index)
{
  const TwRosterGround *ground = self->ground;
  const Label from = *label_at (self, index);
  const TwRosterNode *node = &ground->choices->nodes[from.state.node];
  for (int a = node->first_arc; a < node[1].first_arc; a++)
    {
      const TwRosterArc *arc = &ground->choices->arcs[a];
      double cost = from.cost + (arc->option >= 0 ? ground->value[arc->option] : 0)
                    + (arc->weekend ? ground->weekend_price : 0);
      State s = from.state;
      if (cost < INFINITY && take_arc (ground, &s, arc))
        offer (self, &s, cost, index, arc->option);
    }
}

TwRosterWalkResult
tw_roster_walk_search (TwRosterWalk *self, const TwRosterGround *ground, guint max_labels,
                       double *ret_least)
{
  self->ground = ground;
  self->found = -1;
  self->search++;
  g_array_set_size (self->labels, 0);
  g_array_set_size (self->heap, 0);
  const TwRosterBand *band = &ground->bands[ground->first];
  if (ground->first_level < band->lo || ground->first_level > band->hi)
    return TW_ROSTER_WALK_NONE;
  State first = { .node = ground->first, .minutes = ground->first_level - band->lo };
  offer (self, &first, 0, -1, -1);
  while (self->heap->len > 0)
    {
      Entry entry = heap_pop (self->heap);
      Label *label = label_at (self, entry.label);
      if (label->done)
        continue;
      label->done = TRUE;
      *ret_least = entry.least;
      if (label->state.node >= ground->goal)
        {
          self->found = entry.label;
          return TW_ROSTER_WALK_FOUND;
        }
      if (self->labels->len > max_labels)
        return TW_ROSTER_WALK_TIRED;
      extend_label (self, entry.label);
    }
  return TW_ROSTER_WALK_NONE;
}

void
tw_roster_walk_get_options (const TwRosterWalk *self, GArray *ret_options)
{
  g_array_set_size (ret_options, 0);
  for (int i = self->found; i >= 0; i = label_at (self, i)->parent)
    if (label_at (self, i)->option >= 0)
      g_array_prepend_val (ret_options, label_at (self, i)->option);
}

guint
tw_roster_walk_get_n_labels (const TwRosterWalk *self)
{
  return self->labels->len;
}
