// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-graph.h"

#include <stdlib.h>
#include <string.h>

/*
 * What the rules on runs of days, on rest and on what may follow what leave of a person's horizon,
 * as a graph without circles. A node is a slot in which the person is free to start a shift, or a
 * day begins, together with what those rules remember: the days worked in a row, or the days off,
 * and what the last shift forbids for the next day. An arc is a shift with the rest after it, or
 * waiting. Whoever walks from the first node to the last breaks none of these rules; minutes,
 * weekends and counts of kinds are left to the walk (tw-roster-planner.c).
 *
 * The graph does not depend on prices: it is made once per person. Only nodes that can be reached
 * are made.
 */

typedef struct {
  int slot;
  guint8 work;    /* days worked in a row, up to yesterday, or with today if begun */
  guint8 off;     /* days off in a row, counted up to min_off */
  guint8 edge;    /* the run of work touches the beginning of the horizon */
  guint8 begun;   /* a shift has begun today; never set in a node */
  guint8 weekend; /* this weekend has been worked, where weekends are limited */
  guint8 pad[7];
  guint64 barred; /* kinds that may not be worked today */
} Moment;

typedef struct {
  const TwRosterProblem *problem;
  const TwRosterPerson *person;
  const gint8 *must;
  TwRosterChoices *choices;
  int *next;        /* n_slots + 1: the first slot >= t where an option starts or a day begins */
  int *at;          /* n_slots + 1: options that start in slot t */
  int *day_of;      /* n_slots + 1 */
  int *span_of;     /* n_days + 1 */
  GArray **moments; /* by slot: Moment */
  GArray *index;    /* by slot and moment: from slot */
} Builder;

static gboolean
cross_day (const Builder *self, Moment *m, int day)
{
  const TwRosterPerson *person = self->person;
  if (self->must[day] && !m->begun)
    return FALSE;
  if (!m->begun)
    {
      m->barred = 0;
      if (m->work > 0)
        {
          if (m->work < person->min_run && !m->edge)
            return FALSE;
          m->work = 0;
          m->off = 1;
        }
      else if (m->off < person->min_off)
        {
          m->off++;
        }
      m->edge = 0;
    }
  m->begun = 0;
  if (self->problem->weekday[day] == 6)
    m->weekend = 0;
  return TRUE;
}

static gboolean
counts_weekend (const Builder *self, const TwRosterOption *option)
{
  return self->person->max_weekends >= 0 && self->problem->weekday[option->day] >= 5;
}

static gboolean
start_shift (const Builder *self, Moment *m, const TwRosterOption *option)
{
  const TwRosterPerson *person = self->person;
  if (m->barred >> option->kind & 1)
    return FALSE;
  if (m->work == 0)
    {
      if (m->off < person->min_off)
        return FALSE;
      m->edge = option->day == 0;
    }
  else if (person->max_run > 0 && m->work >= person->max_run)
    {
      return FALSE;
    }
  /* Beyond the limits nothing depends on the length of the run any more. */
  int longest = person->max_run > 0 ? person->max_run : MAX (1, person->min_run);
  m->work = MIN (m->work + 1, longest);
  if (m->work >= person->min_run)
    m->edge = 0;
  m->off = 0;
  m->begun = 1;
  m->weekend |= counts_weekend (self, option);
  m->barred = self->problem->kinds[option->kind].not_before;
  return TRUE;
}

/* The index of the moment within its slot; it is new when it equals the number there was. */
static int
find_moment (Builder *self, const Moment *m)
{
  GArray *there = self->moments[m->slot];
  if (!there)
    there = self->moments[m->slot] = g_array_new (FALSE, FALSE, sizeof (Moment));
  for (guint i = 0; i < there->len; i++)
    if (memcmp (&g_array_index (there, Moment, i), m, sizeof *m) == 0)
      return i;
  g_array_append_val (there, *m);
  return there->len - 1;
}

/* Adds the arc @arc from a moment in @day to @slot, unless a rule of the days between forbids it.
 * The target is kept as slot and index until all nodes are numbered. */
static void
add_arc (Builder *self, GArray *arcs, Moment m, int day, int slot, TwRosterArc arc)
{
  for (int d = day; d < self->day_of[slot]; d++)
    if (!cross_day (self, &m, d))
      return;
  arc.new_span = self->span_of[day] != self->span_of[self->day_of[slot]];
  m.slot = slot;
  if (slot == self->problem->n_slots)
    m = (Moment){ .slot = slot };
  int index = find_moment (self, &m);
  arc.to = index; /* completed in number_nodes() */
  g_array_append_val (arcs, arc);
  g_array_append_val (self->index, slot);
}

static void
expand (Builder *self, GArray *nodes, GArray *arcs, int slot)
{
  int day = self->day_of[slot], rest = self->person->rest_slots, n_slots = self->problem->n_slots;
  for (guint i = 0; self->moments[slot] && i < self->moments[slot]->len; i++)
    {
      Moment m = g_array_index (self->moments[slot], Moment, i);
      TwRosterNode node = { slot, arcs->len, self->span_of[day], 0 };
      g_array_append_val (nodes, node);
      add_arc (self, arcs, m, day, self->next[slot + 1], (TwRosterArc){ .option = -1 });
      for (int o = self->at[slot]; o < self->at[slot + 1]; o++)
        {
          const TwRosterOption *option = &self->choices->options[o];
          Moment later = m;
          int free = MAX (MIN (option->last + rest, n_slots), self->problem->day_slot[day + 1]);
          TwRosterArc arc = { .option = o };
          arc.minutes = node.span < 0 ? 0 : option->minutes / self->choices->unit_minutes;
          arc.weekend = counts_weekend (self, option) && !m.weekend;
          if (start_shift (self, &later, option))
            add_arc (self, arcs, later, day, self->next[free], arc);
        }
    }
}

static void
number_nodes (Builder *self, GArray *arcs)
{
  int n = 0;
  g_autofree int *first = g_new (int, self->problem->n_slots + 1);
  for (int t = 0; t <= self->problem->n_slots; t++)
    {
      first[t] = n;
      n += self->moments[t] ? self->moments[t]->len : 0;
    }
  for (guint i = 0; i < arcs->len; i++)
    g_array_index (arcs, TwRosterArc, i).to += first[g_array_index (self->index, int, i)];
}

static int
gcd (int a, int b)
{
  while (b)
    {
      int c = a % b;
      a = b;
      b = c;
    }
  return a;
}

static void
find_unit (TwRosterChoices *choices)
{
  int unit = 0;
  for (int o = 0; o < choices->n_options; o++)
    unit = gcd (choices->options[o].minutes, unit);
  choices->unit_minutes = MAX (1, unit);
}

/* --- minutes ---------------------------------------------------------------------------------- */

#define FAR (G_MAXINT / 4)
/* Cells of a table at most: a pass over it stays in the milliseconds. */
#define MAX_CELLS 600000

void
tw_roster_graph_reach (const TwRosterChoices *choices, int first, int level, int goal, int end,
                       TwRosterBand *bands)
{
  for (int i = first; i < end; i++)
    bands[i] = (TwRosterBand){ FAR, -1, 0 };
  bands[first] = (TwRosterBand){ level, level, 0 };
  for (int i = first; i < goal; i++)
    for (int a = choices->nodes[i].first_arc; a < choices->nodes[i + 1].first_arc; a++)
      {
        const TwRosterArc *arc = &choices->arcs[a];
        TwRosterBand *to = &bands[arc->to];
        if (bands[i].hi < bands[i].lo)
          break;
        to->lo = MIN (to->lo, arc->new_span ? 0 : bands[i].lo + arc->minutes);
        to->hi = MAX (to->hi, arc->new_span ? 0 : bands[i].hi + arc->minutes);
      }
}

/* From which minutes at the beginning of @arc its target's band can be reached. */
static TwRosterBand
band_before (const TwRosterChoices *choices, const TwRosterPerson *person, int span,
             const TwRosterArc *arc, const TwRosterBand *to)
{
  int unit = choices->unit_minutes;
  if (to->hi < to->lo || (arc->new_span && to->lo > 0))
    return (TwRosterBand){ FAR, -1, 0 };
  if (!arc->new_span)
    return (TwRosterBand){ to->lo - arc->minutes, to->hi - arc->minutes, 0 };
  if (span < 0)
    return (TwRosterBand){ 0, 0, 0 };
  return (TwRosterBand){ (person->spans[span].min_minutes + unit - 1) / unit - arc->minutes,
                         person->spans[span].max_minutes / unit - arc->minutes, 0 };
}

gsize
tw_roster_graph_narrow (const TwRosterChoices *choices, const TwRosterPerson *person, int first,
                        int goal, int end, TwRosterBand *bands)
{
  gsize n_cells = 0;
  for (int i = goal - 1; i >= first; i--)
    {
      TwRosterBand all = { FAR, -1, 0 };
      for (int a = choices->nodes[i].first_arc; a < choices->nodes[i + 1].first_arc; a++)
        {
          const TwRosterArc *arc = &choices->arcs[a];
          TwRosterBand one =
              band_before (choices, person, choices->nodes[i].span, arc, &bands[arc->to]);
          if (one.hi < one.lo)
            continue;
          all.lo = MIN (all.lo, one.lo);
          all.hi = MAX (all.hi, one.hi);
        }
      bands[i].lo = MAX (bands[i].lo, all.lo);
      bands[i].hi = MIN (bands[i].hi, all.hi);
    }
  for (int i = first; i < end; i++)
    {
      bands[i].cell = n_cells;
      if (bands[i].hi >= bands[i].lo)
        n_cells += bands[i].hi - bands[i].lo + 1;
    }
  return n_cells;
}

/* Keeps to minutes within @width units of an even pace through the span. */
static void
follow_pace (const TwRosterChoices *choices, const TwRosterProblem *problem,
             const TwRosterPerson *person, int width, TwRosterBand *bands)
{
  int unit = choices->unit_minutes;
  for (int i = 0; i < choices->n_nodes - 1; i++)
    {
      if (choices->nodes[i].span < 0)
        continue;
      const TwRosterSpan *span = &person->spans[choices->nodes[i].span];
      int first = problem->day_slot[span->first], last = problem->day_slot[span->last];
      double part = (choices->nodes[i].slot - first) / (double) MAX (1, last - first);
      int pace = part * (span->min_minutes / 2.0 + span->max_minutes / 2.0) / unit;
      bands[i].lo = MAX (bands[i].lo, pace - width);
      bands[i].hi = MIN (bands[i].hi, pace + width);
    }
}

/* All minutes, or where they are too many those near an even pace: then plans may be missed. */
static void
find_bands (TwRosterChoices *choices, const TwRosterProblem *problem, const TwRosterPerson *person)
{
  int last = choices->n_nodes - 1, width = MAX_CELLS / 2 / choices->n_nodes;
  choices->bands = g_new (TwRosterBand, choices->n_nodes);
  choices->exact = TRUE;
  tw_roster_graph_reach (choices, 0, 0, last, last + 1, choices->bands);
  choices->n_cells = tw_roster_graph_narrow (choices, person, 0, last, last + 1, choices->bands);
  for (; choices->n_cells > MAX_CELLS && width < G_MAXINT / 4; width = width * 2 + 1)
    {
      tw_roster_graph_reach (choices, 0, 0, last, last + 1, choices->bands);
      follow_pace (choices, problem, person, width, choices->bands);
      gsize n = tw_roster_graph_narrow (choices, person, 0, last, last + 1, choices->bands);
      choices->exact = FALSE;
      if (choices->bands[0].hi < choices->bands[0].lo)
        continue;
      choices->n_cells = n;
      break;
    }
}

static int
by_target (gconstpointer a, gconstpointer b)
{
  const TwRosterArc *x = a, *y = b;
  if (x->to != y->to)
    return x->to - y->to;
  return x->minutes != y->minutes ? x->minutes - y->minutes : x->option - y->option;
}

/* Drops arcs to nodes that no plan goes through and puts the others in order. */
static void
tidy_arcs (TwRosterChoices *choices)
{
  int n = 0, furthest = 0;
  for (int i = 0; i + 1 < choices->n_nodes; i++)
    {
      int first = n;
      for (int a = choices->nodes[i].first_arc; a < choices->nodes[i + 1].first_arc; a++)
        {
          TwRosterArc arc = choices->arcs[a];
          const TwRosterBand *to = &choices->bands[arc.to], *from = &choices->bands[i];
          gboolean meets =
              arc.new_span
              || (from->lo + arc.minutes <= to->hi && from->hi + arc.minutes >= to->lo);
          if (to->hi >= to->lo && from->hi >= from->lo && meets)
            {
              choices->arcs[n++] = arc;
              furthest = MAX (furthest, arc.to);
            }
        }
      choices->nodes[i].furthest = furthest;
      choices->nodes[i].first_arc = first;
      if (n > first)
        qsort (&choices->arcs[first], n - first, sizeof (TwRosterArc), by_target);
    }
  choices->n_arcs = n;
  choices->nodes[choices->n_nodes - 1].first_arc = n;
  choices->nodes[choices->n_nodes].first_arc = n;
}

static void
find_limited (TwRosterChoices *choices, const TwRosterProblem *problem,
              const TwRosterPerson *person)
{
  g_autofree int *days = g_new0 (int, problem->n_kinds), *last = g_new (int, problem->n_kinds);
  choices->limited = g_new (int, problem->n_kinds);
  for (int k = 0; k < problem->n_kinds; k++)
    last[k] = -1;
  for (int o = 0; o < choices->n_options; o++)
    {
      const TwRosterOption *option = &choices->options[o];
      days[option->kind] += option->day != last[option->kind];
      last[option->kind] = option->day;
    }
  for (int k = 0; person->max_of_kind && k < problem->n_kinds; k++)
    if (days[k] > person->max_of_kind[k])
      choices->limited[choices->n_limited++] = k;
}

static void
find_slots (Builder *self)
{
  const TwRosterProblem *problem = self->problem;
  const TwRosterChoices *choices = self->choices;
  int n_slots = problem->n_slots, o = 0;
  for (int t = 0; t <= n_slots; t++)
    {
      self->at[t] = o;
      while (o < choices->n_options && choices->options[o].first == t)
        o++;
    }
  for (int d = 0; d < problem->n_days; d++)
    for (int t = problem->day_slot[d]; t < problem->day_slot[d + 1]; t++)
      self->day_of[t] = d;
  self->day_of[n_slots] = problem->n_days;
  self->next[n_slots] = n_slots;
  for (int t = n_slots - 1; t >= 0; t--)
    {
      gboolean day_begins = problem->day_slot[self->day_of[t]] == t;
      self->next[t] = day_begins || self->at[t + 1] > self->at[t] ? t : self->next[t + 1];
    }
}

static void
find_spans (Builder *self)
{
  for (int d = 0; d <= self->problem->n_days; d++)
    self->span_of[d] = -1;
  for (int i = 0; i < self->person->n_spans; i++)
    for (int d = self->person->spans[i].first; d < self->person->spans[i].last; d++)
      self->span_of[d] = i;
}

void
tw_roster_graph_build (TwRosterChoices *choices, const TwRosterProblem *problem,
                       const TwRosterPerson *person, const gint8 *must)
{
  int n_slots = problem->n_slots;
  g_autofree int *next = g_new (int, n_slots + 1), *at = g_new (int, n_slots + 1);
  g_autofree int *day_of = g_new (int, n_slots + 1), *span_of = g_new (int, problem->n_days + 1);
  g_autofree GArray **moments = g_new0 (GArray *, n_slots + 1);
  g_autoptr (GArray) index = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (TwRosterNode));
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (TwRosterArc));
  Builder self = { problem, person, must, choices, next, at, day_of, span_of, moments, index };
  find_slots (&self);
  find_spans (&self);
  find_unit (choices);
  Moment first = { .work = person->run_before,
                   .edge = person->run_before > 0,
                   .off = person->run_before > 0 ? 0 : person->min_off };
  find_moment (&self, &first);
  for (int t = 0; t < n_slots; t = next[t + 1])
    expand (&self, nodes, arcs, t);
  number_nodes (&self, arcs);
  choices->n_nodes = nodes->len + 1; /* and the end */
  TwRosterNode end = { n_slots, arcs->len, -1, 0 };
  g_array_append_val (nodes, end);
  g_array_append_val (nodes, end);
  choices->n_arcs = arcs->len;
  choices->nodes = (TwRosterNode *) g_array_steal (nodes, NULL);
  choices->arcs = (TwRosterArc *) g_array_steal (arcs, NULL);
  find_bands (choices, problem, person);
  tidy_arcs (choices);
  find_limited (choices, problem, person);
  for (int t = 0; t <= n_slots; t++)
    if (moments[t])
      g_array_unref (moments[t]);
}
