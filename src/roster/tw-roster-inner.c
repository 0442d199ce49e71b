// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-inner.h"

#include <math.h>
#include <string.h>

/*
 * One shift that starts in slot s: a forward program over the slots, whose states are
 *
 *   arrive[off][had][x]  free to begin a block at place x, off slots after the start,
 *   ended[off][had][p]   a block at post p may end off slots after the start,
 *
 * where had says whether the break has been taken. A block ends when it is long enough: the best of
 * the arrivals at least that long ago is kept as cost less the sum of all prices before it
 * (`since`), so that a slot costs the same whatever the shortest block. Then the shift may end, or
 * the person goes to another place (as many slots as the way takes), or takes the break and goes on
 * anywhere the way is not longer than the break. Posts of one place are reached from the best post
 * of each place, so that the work per slot grows with the number of posts plus the square of the
 * number of places.
 *
 * All lengths of the shifts that start in s come from the same pass.
 */

typedef struct {
  int from_off; /* where the block before ended, -1: the shift begins here */
  gint16 from_post, from_had;
  gboolean broke;
} Arrival;

struct _TwRosterInner {
  const TwRosterProblem *problem;
  int n_places;  /* of the current person's posts */
  int *place_of; /* n_posts of the person: 0 .. n_places - 1 */
  int *places;   /* the problem's place */
  double *sums;  /* [n_slots + 1][n]: of prices before a slot, from sums_first on */
  int sums_first;
  double *since;   /* [2][n] */
  int *since_off;  /* [2][n]: the arrival that it is */
  double *arrive;  /* [max_off][2][n_places] */
  Arrival *whence; /* [max_off][2][n_places] */
  double *ended;   /* [max_off + 1][2][n]: a block that ends after off slots */
  int *began;      /* [max_off + 1][2][n]: and where it began */
  double *best_at; /* [n_places] */
  int *best_post;
  int max_off;
  double way_cost; /* of the current person, per slot */
};

static int
longest_shift (const TwRosterProblem *problem)
{
  int longest = 1;
  for (int k = 0; k < problem->n_kinds; k++)
    longest = MAX (longest, problem->kinds[k].max_slots);
  for (int e = 0; e < problem->n_people; e++)
    for (int i = 0; i < problem->people[e].n_pins; i++)
      longest = MAX (longest, problem->people[e].pins[i].last - problem->people[e].pins[i].first);
  return longest;
}

TwRosterInner *
tw_roster_inner_new (const TwRosterProblem *problem)
{
  TwRosterInner *self = g_new0 (TwRosterInner, 1);
  int n = MAX (1, problem->n_posts);
  self->problem = problem;
  self->max_off = longest_shift (problem) + 1;
  self->place_of = g_new (int, n);
  self->places = g_new (int, n);
  self->sums = g_new (double, (gsize) (problem->n_slots + 1) * n);
  self->since = g_new (double, 2 * n);
  self->since_off = g_new (int, 2 * n);
  self->arrive = g_new (double, (gsize) self->max_off * 2 * n);
  self->whence = g_new (Arrival, (gsize) self->max_off * 2 * n);
  self->ended = g_new (double, (gsize) self->max_off * 2 * n);
  self->began = g_new (int, (gsize) self->max_off * 2 * n);
  self->best_at = g_new (double, n);
  self->best_post = g_new (int, n);
  return self;
}

void
tw_roster_inner_free (TwRosterInner *self)
{
  if (!self)
    return;
  g_free (self->place_of);
  g_free (self->places);
  g_free (self->sums);
  g_free (self->since);
  g_free (self->since_off);
  g_free (self->arrive);
  g_free (self->whence);
  g_free (self->ended);
  g_free (self->began);
  g_free (self->best_at);
  g_free (self->best_post);
  g_free (self);
}

/* Posts without a place count as one place. What a slot on the way costs depends on the person. */
static void
gather_places (TwRosterInner *self, const TwRosterChoices *choices, const TwRosterPerson *person)
{
  const TwRosterProblem *problem = self->problem;
  self->way_cost = problem->travel_cost + person->walk_cost;
  self->n_places = 0;
  for (int i = 0; i < choices->n_posts; i++)
    {
      int place = problem->travel_slots ? problem->posts[choices->posts[i]].place : TW_ROSTER_NONE;
      int x = 0;
      while (x < self->n_places && self->places[x] != place)
        x++;
      if (x == self->n_places)
        self->places[self->n_places++] = place;
      self->place_of[i] = x;
    }
}

static int
travel (const TwRosterInner *self, int from, int to)
{
  int a = self->places[from], b = self->places[to];
  if (a < 0 || b < 0 || a == b || !self->problem->travel_slots)
    return 0;
  return self->problem->travel_slots[a * self->problem->n_places + b];
}

typedef struct {
  TwRosterInner *inner;
  const TwRosterChoices *choices;
  const TwRosterKind *kind;
  int start, n_off; /* the shift lasts at most n_off slots */
  int n, n_had;
} Pass;

#define AT(array, off, had, n) (&(array)[((gsize) (off) *2 + (had)) * (n)])

/* Sums of prices over the slots first .. end - 1. */
static void
sum_prices (TwRosterInner *self, const TwRosterChoices *choices, const double *price, int first,
            int end)
{
  int n = choices->n_posts, n_slots = self->problem->n_slots;
  self->sums_first = first;
  for (int i = 0; i < n; i++)
    {
      const double *p = &price[(gsize) choices->posts[i] * n_slots];
      double sum = 0;
      for (int t = first; t <= end; t++)
        {
          self->sums[(gsize) (t - first) * n + i] = sum;
          sum += t < end ? p[t] : 0;
        }
    }
}

static const double *
sums_at (const Pass *pass, int off)
{
  return &pass->inner->sums[(gsize) (pass->start + off - pass->inner->sums_first) * pass->n];
}

static void
pass_reset (Pass *pass)
{
  TwRosterInner *self = pass->inner;
  int n_arrivals = (pass->n_off + 1) * 2 * self->n_places;
  for (int i = 0; i < 2 * pass->n; i++)
    self->since[i] = INFINITY;
  for (int i = 0; i < n_arrivals; i++)
    self->arrive[i] = INFINITY;
  for (int x = 0; x < self->n_places; x++)
    {
      self->arrive[x] = 0;
      self->whence[x] = (Arrival){ .from_off = -1 };
    }
}

/* Blocks that end after @off slots. */
static void
pass_stand (Pass *pass, int off, int had)
{
  TwRosterInner *self = pass->inner;
  int n = pass->n, began = off - pass->kind->min_block;
  double *end = AT (self->ended, off, had, n), *since = &self->since[had * n];
  int *since_off = &self->since_off[had * n];
  const double *now = sums_at (pass, off);
  if (began >= 0)
    {
      const double *in = AT (self->arrive, began, had, self->n_places);
      const double *then = sums_at (pass, began);
      for (int i = 0; i < n; i++)
        {
          double cost = in[self->place_of[i]] - then[i];
          since_off[i] = cost < since[i] ? began : since_off[i];
          since[i] = MIN (cost, since[i]);
        }
    }
  memcpy (AT (self->began, off, had, n), since_off, n * sizeof *since_off);
  for (int i = 0; i < n; i++)
    end[i] = since[i] + now[i];
}

static void
offer_arrival (Pass *pass, int off, int had, int place, double cost, Arrival whence)
{
  TwRosterInner *self = pass->inner;
  double *in = AT (self->arrive, off, had, self->n_places);
  if (!(cost < in[place]))
    return;
  in[place] = cost;
  AT (self->whence, off, had, self->n_places)[place] = whence;
}

/* From blocks that end after off slots to the beginnings of others. */
static void
pass_leave (Pass *pass, int off, int had)
{
  TwRosterInner *self = pass->inner;
  const double *end = AT (self->ended, off, had, pass->n);
  int last = pass->n_off - pass->kind->min_block;
  if (off > last)
    return;
  for (int x = 0; x < self->n_places; x++)
    self->best_at[x] = INFINITY;
  for (int i = 0; i < pass->n; i++)
    if (end[i] < self->best_at[self->place_of[i]])
      {
        self->best_at[self->place_of[i]] = end[i];
        self->best_post[self->place_of[i]] = i;
      }
  for (int x = 0; x < self->n_places; x++)
    {
      if (self->best_at[x] == INFINITY)
        continue;
      for (int y = 0; y < self->n_places; y++)
        {
          int way = travel (self, x, y), rest = MAX (way, pass->kind->break_slots);
          double cost = self->best_at[x] + way * self->way_cost;
          Arrival whence = { off, self->best_post[x], had, FALSE };
          if (pass->n > 1 && off + way <= last)
            offer_arrival (pass, off + way, had, y, cost, whence);
          whence.broke = TRUE;
          if (pass->n_had == 2 && had == 0 && off + rest <= last)
            offer_arrival (pass, off + rest, 1, y, cost, whence);
        }
    }
}

static gboolean
needs_break (const TwRosterKind *kind, int slots)
{
  return kind->break_after > 0 && slots > kind->break_after;
}

static double
best_end (Pass *pass, int off, int *ret_had, int *ret_post)
{
  double best = INFINITY;
  int had = needs_break (pass->kind, off); /* whoever needs no break takes none */
  const double *end = AT (pass->inner->ended, off, had, pass->n);
  for (int i = 0; i < pass->n; i++)
    if (end[i] < best)
      {
        best = end[i];
        *ret_post = i;
      }
  *ret_had = had;
  return best;
}

static void
pass_run (Pass *pass)
{
  pass_reset (pass);
  for (int off = 1; off <= pass->n_off; off++)
    for (int had = 0; had < pass->n_had; had++)
      {
        pass_stand (pass, off, had);
        if (off < pass->n_off)
          pass_leave (pass, off, had);
      }
}

static void
pass_init (Pass *pass, TwRosterInner *self, const TwRosterChoices *choices, int kind, int start,
           int n_off)
{
  *pass = (Pass){ self, choices, &self->problem->kinds[kind], start, n_off, choices->n_posts, 1 };
  pass->n_had = needs_break (pass->kind, n_off) ? 2 : 1;
}

static double
price_of_blocks (const TwRosterProblem *problem, const double *price, const TwRosterShift *shift)
{
  double cost = 0;
  for (int b = 0; b < shift->n_blocks; b++)
    if (shift->blocks[b].post >= 0)
      for (int t = shift->blocks[b].first; t < shift->blocks[b].last; t++)
        cost += price[(gsize) shift->blocks[b].post * problem->n_slots + t];
  return cost;
}

void
tw_roster_inner_price (TwRosterInner *self, const TwRosterChoices *choices,
                       const TwRosterPerson *person, const double *price, int first, int end,
                       double *ret)
{
  const TwRosterProblem *problem = self->problem;
  gather_places (self, choices, person);
  int last_slot = 0;
  for (int o = first; o < end; o++)
    last_slot = MAX (last_slot, choices->options[o].last);
  if (first < end)
    sum_prices (self, choices, price, choices->options[first].first, last_slot);
  for (int o = first; o < end;)
    {
      const TwRosterOption *option = &choices->options[o];
      int post = problem->kinds[option->kind].post;
      if (option->pin >= 0)
        {
          const TwRosterShift *pin = &person->pins[option->pin];
          ret[o++] = price_of_blocks (problem, price, pin)
                     + self->way_cost * tw_roster_problem_way_slots (problem, pin);
          continue;
        }
      int n = 1; /* options of the same kind and start follow each other, shortest first */
      while (o + n < end && option[n].kind == option->kind && option[n].first == option->first)
        n++;
      if (post >= 0)
        {
          double sum = 0;
          for (int i = 0, t = option->first; i < n; i++)
            {
              for (; t < option[i].last; t++)
                sum += price[(gsize) post * problem->n_slots + t];
              ret[o + i] = sum;
            }
        }
      else
        {
          Pass pass;
          int had, at;
          pass_init (&pass, self, choices, option->kind, option->first,
                     option[n - 1].last - option->first);
          pass_run (&pass);
          for (int i = 0; i < n; i++)
            ret[o + i] = best_end (&pass, option[i].last - option->first, &had, &at);
        }
      o += n;
    }
}

static void
prepend (GArray *blocks, int post, int first, int last)
{
  if (last <= first)
    return;
  if (blocks->len > 0)
    { /* the same post again without a gap is one block */
      TwRosterBlock *next = &g_array_index (blocks, TwRosterBlock, 0);
      if (next->post == post && next->first == last)
        {
          next->first = first;
          return;
        }
    }
  TwRosterBlock block = { post, first, last };
  g_array_prepend_val (blocks, block);
}

static void
trace_blocks (Pass *pass, int off, GArray *blocks)
{
  TwRosterInner *self = pass->inner;
  int had = 0, at = 0;
  best_end (pass, off, &had, &at);
  while (off > 0)
    {
      int began = AT (self->began, off, had, pass->n)[at];
      prepend (blocks, pass->choices->posts[at], pass->start + began, pass->start + off);
      Arrival whence = AT (self->whence, began, had, self->n_places)[self->place_of[at]];
      if (whence.from_off < 0)
        break;
      prepend (blocks, TW_ROSTER_NONE, pass->start + whence.from_off, pass->start + began);
      off = whence.from_off;
      at = whence.from_post;
      had = whence.from_had;
    }
}

void
tw_roster_inner_trace (TwRosterInner *self, const TwRosterChoices *choices,
                       const TwRosterPerson *person, const double *price,
                       const TwRosterOption *option, TwRosterShift *ret)
{
  if (option->pin >= 0)
    {
      tw_roster_shift_copy (&person->pins[option->pin], ret);
      return;
    }
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (TwRosterBlock));
  int post = self->problem->kinds[option->kind].post;
  if (post >= 0)
    {
      prepend (blocks, post, option->first, option->last);
    }
  else
    {
      Pass pass;
      gather_places (self, choices, person);
      sum_prices (self, choices, price, option->first, option->last);
      pass_init (&pass, self, choices, option->kind, option->first, option->last - option->first);
      pass_run (&pass);
      trace_blocks (&pass, option->last - option->first, blocks);
    }
  ret->kind = option->kind;
  ret->first = option->first;
  ret->last = option->last;
  ret->n_blocks = blocks->len;
  ret->blocks = (TwRosterBlock *) g_array_steal (blocks, NULL);
}
