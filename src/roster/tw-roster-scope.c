// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-scope.h"
#include "roster/tw-roster-graph.h"

#include <string.h>

/*
 * A window of a plan: the shifts before it lead to one node, with so many minutes and weekends
 * behind it; the shifts after it can be gone on with from some of the nodes where the window ends,
 * and leave so many minutes for the window itself. Only few minutes are possible at each node in
 * between, however long the horizon is.
 */

/* On the way along a plan. */
typedef struct {
  int node, level, weekends;
  int shift; /* the next */
} Traveller;

int
tw_roster_choices_find_option (const TwRosterChoices *self, const TwRosterShift *shift)
{
  int lo = 0, hi = self->n_options;
  while (lo < hi)
    {
      int mid = (lo + hi) / 2;
      if (self->options[mid].first < shift->first)
        lo = mid + 1;
      else
        hi = mid;
    }
  for (; lo < self->n_options && self->options[lo].first == shift->first; lo++)
    if (self->options[lo].kind == shift->kind && self->options[lo].last == shift->last)
      return lo;
  return -1;
}

/* One arc along @now. FALSE: there is none. */
static gboolean
go_on (const TwRosterChoices *choices, const TwRosterPlan *now, const int *options, Traveller *at)
{
  const TwRosterNode *node = &choices->nodes[at->node];
  gboolean starts = at->shift < now->n_shifts && now->shifts[at->shift].first == node->slot;
  if (at->shift < now->n_shifts && now->shifts[at->shift].first < node->slot)
    return FALSE;
  int option = starts ? options[at->shift] : -1;
  for (int a = node->first_arc; a < node[1].first_arc; a++)
    {
      const TwRosterArc *arc = &choices->arcs[a];
      if (arc->option != option)
        continue;
      at->level = arc->new_span ? 0 : at->level + arc->minutes;
      at->weekends += arc->weekend;
      at->node = arc->to;
      at->shift += starts;
      return TRUE;
    }
  return FALSE;
}

static int
first_node_from (const TwRosterChoices *choices, int slot)
{
  int lo = 0, hi = choices->n_nodes - 1;
  while (lo < hi)
    {
      int mid = (lo + hi) / 2;
      if (choices->nodes[mid].slot < slot)
        lo = mid + 1;
      else
        hi = mid;
    }
  return lo;
}

typedef struct {
  const TwRosterChoices *choices;
  const TwRosterPlan *now;
  int *options; /* by shift */
  int *span;    /* by shift: the span it counts in */
  int *weekend; /* by shift: the first of a weekend */
  int *on_path; /* by node: 1 + the next shift, or 0 */
} Trail;

/* Follows the plan from the beginning to the end, and keeps where the window begins. */
static gboolean
follow (Trail *self, int from, Traveller *ret)
{
  Traveller at = { 0 };
  gboolean inside = FALSE;
  while (at.node != self->choices->n_nodes - 1)
    {
      if (!inside && self->choices->nodes[at.node].slot >= from)
        {
          *ret = at;
          inside = TRUE;
        }
      int shift = at.shift, weekends = at.weekends;
      self->on_path[at.node] = 1 + shift;
      int span = self->choices->nodes[at.node].span;
      if (!go_on (self->choices, self->now, self->options, &at))
        return FALSE;
      if (at.shift == shift)
        continue;
      self->span[shift] = span;
      self->weekend[shift] = at.weekends - weekends;
    }
  return inside && at.shift == self->now->n_shifts;
}

/* Whether the shifts from @shift on can be worked from @node on; how many weekends they take. */
static gboolean
goes_on (const Trail *self, int node, int shift, int *ret_weekends)
{
  Traveller at = { .node = node, .shift = shift };
  while (at.node != self->choices->n_nodes - 1 && self->on_path[at.node] != 1 + at.shift)
    if (!go_on (self->choices, self->now, self->options, &at))
      return FALSE;
  if (at.node != self->choices->n_nodes - 1)
    for (; at.shift < self->now->n_shifts; at.shift++)
      at.weekends += self->weekend[at.shift];
  *ret_weekends = at.weekends;
  return at.shift == self->now->n_shifts;
}

/* With which minutes the window may end at each node. */
static void
find_goals (TwRosterScope *self, const Trail *trail, const TwRosterPerson *person)
{
  const TwRosterChoices *choices = trail->choices;
  int unit = choices->unit_minutes;
  for (int i = self->goal; i < self->end; i++)
    {
      TwRosterBand *band = &self->own_bands[i];
      if (band->hi < band->lo)
        continue;
      int weekends = 0, minutes = 0, span = choices->nodes[i].span;
      if (!goes_on (trail, i, self->end_shift, &weekends))
        {
          *band = (TwRosterBand){ 0, -1, 0 };
          continue;
        }
      self->own_tail[i] = weekends;
      if (span < 0)
        continue;
      for (int j = self->end_shift; j < trail->now->n_shifts; j++)
        if (trail->span[j] == span)
          minutes += choices->options[trail->options[j]].minutes / unit;
      band->lo = MAX (band->lo, (person->spans[span].min_minutes + unit - 1) / unit - minutes);
      band->hi = MIN (band->hi, person->spans[span].max_minutes / unit - minutes);
    }
}

static void
make_room (TwRosterScope *self, gsize n)
{
  if (n <= self->n_own)
    return;
  self->n_own = n;
  self->own_bands = g_renew (TwRosterBand, self->own_bands, n);
  self->own_tail = g_renew (int, self->own_tail, n);
  self->on_path = g_renew (int, self->on_path, n);
}

gboolean
tw_roster_scope_window (TwRosterScope *self, const TwRosterChoices *choices,
                        const TwRosterPerson *person, const TwRosterPlan *now, int from, int until)
{
  int n = now->n_shifts;
  g_autofree int *scratch = g_new (int, 3 * (gsize) n + 1);
  make_room (self, choices->n_nodes);
  Trail trail = { choices, now, scratch, scratch + n, scratch + 2 * n, self->on_path };
  for (int i = 0; i < n; i++)
    if ((trail.options[i] = tw_roster_choices_find_option (choices, &now->shifts[i])) < 0)
      return FALSE;
  Traveller at = { 0 };
  memset (self->on_path, 0, choices->n_nodes * sizeof *self->on_path);
  self->goal = first_node_from (choices, until);
  if (!follow (&trail, from, &at) || at.node >= self->goal)
    return FALSE;
  self->first = at.node;
  self->first_level = at.level;
  self->weekends_before = at.weekends;
  self->first_shift = self->end_shift = at.shift;
  while (self->end_shift < n && now->shifts[self->end_shift].first < until)
    self->end_shift++;
  self->end = choices->nodes[self->goal - 1].furthest + 1;
  tw_roster_graph_reach (choices, self->first, self->first_level, self->goal, self->end,
                         self->own_bands);
  find_goals (self, &trail, person);
  self->n_cells =
      tw_roster_graph_narrow (choices, person, self->first, self->goal, self->end, self->own_bands);
  self->bands = self->own_bands;
  self->tail_weekends = self->own_tail;
  return self->own_bands[self->first].hi >= self->own_bands[self->first].lo;
}

void
tw_roster_scope_clear (TwRosterScope *self)
{
  g_free (self->own_bands);
  g_free (self->own_tail);
  g_free (self->on_path);
}

void
tw_roster_scope_all (TwRosterScope *self, const TwRosterChoices *choices)
{
  self->first = self->first_level = 0;
  self->goal = choices->n_nodes - 1;
  self->end = choices->n_nodes;
  self->bands = choices->bands;
  self->n_cells = choices->n_cells;
  self->first_shift = self->end_shift = 0;
  self->weekends_before = 0;
  self->tail_weekends = NULL;
}
