// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-model.h"

#include <math.h>
#include <string.h>

/*
 * The blocks of one person and kind, as a flow through slots t. h is 1 once the break was taken.
 *
 *   enter[x,t]     from the beginnings of shifts in t to a place x; there h is 0.
 *   begin[h,p,t]   a block at post p begins in t and lasts for the shortest block there is.
 *   stay[h,p,t]    one slot more in t.
 *   quit[h,p,t]    the block ends before t.
 *   way[h,x,y,t]   leaves place x at t and is at place y after as many slots as the way takes.
 *   rest[x,y,t]    the same with the break, for as long as the longer of both: from h 0 to 1.
 *   leave[h,x,t]   to the ends of the shifts that need a break, or of those that need none.
 *
 * Between them each node lets out what comes in: at a post (h, p, t), leaving a place (h, x, t),
 * arriving at one (h, x, t). Only slots that some shift covers have nodes.
 */

enum { AT_POST, FROM_PLACE, TO_PLACE, N_NODES };

typedef struct {
  TwRosterModel *model;
  const TwRosterProblem *problem;
  const TwRosterChoices *choices;
  const TwRosterKind *kind;
  int e, k, n, n_places, n_had;
  int *place_of;      /* by post of the person */
  int *places;        /* by place of the person: the problem's */
  guint8 *covered;    /* n_slots + 1: some shift covers the slot */
  const int *enter;   /* rows of beginnings */
  int *const *leave;  /* rows of ends by h */
  int *rows[N_NODES]; /* [h][post or place][n_slots + 1] */
  double way_cost;
} Blocks;

static int *
node (const Blocks *self, int what, int h, int i, int t)
{
  return &self->rows[what][((gsize) h * self->n + i) * (self->problem->n_slots + 1) + t];
}

static void
gather_places (Blocks *self)
{
  for (int i = 0; i < self->n; i++)
    {
      int place = self->problem->travel_slots ? self->problem->posts[self->choices->posts[i]].place
                                              : TW_ROSTER_NONE;
      int x = 0;
      while (x < self->n_places && self->places[x] != place)
        x++;
      if (x == self->n_places)
        self->places[self->n_places++] = place;
      self->place_of[i] = x;
    }
}

static int
way_slots (const Blocks *self, int from, int to)
{
  int a = self->places[from], b = self->places[to];
  return a < 0 || b < 0 || a == b ? 0
                                  : self->problem->travel_slots[a * self->problem->n_places + b];
}

/* Which slots are worked at all, and whether any shift needs a break. FALSE: there are none. */
static gboolean
find_covered (Blocks *self)
{
  gboolean any = FALSE;
  for (int o = 0; o < self->choices->n_options; o++)
    {
      const TwRosterOption *option = &self->choices->options[o];
      if (option->kind != self->k || option->pin >= 0)
        continue;
      memset (&self->covered[option->first], 1, option->last - option->first);
      if (self->kind->break_after > 0 && option->last - option->first > self->kind->break_after)
        self->n_had = 2;
      any = TRUE;
    }
  return any;
}

static void
add_nodes (Blocks *self)
{
  static const char *const names[] = { "post", "from", "to" };
  for (int what = 0; what < N_NODES; what++)
    {
      gsize n_rows = (gsize) 2 * self->n * (self->problem->n_slots + 1);
      self->rows[what] = g_new (int, n_rows);
      memset (self->rows[what], -1, n_rows * sizeof (int));
      int n = what == AT_POST ? self->n : self->n_places;
      for (int h = 0; h < self->n_had; h++)
        for (int i = 0; i < n; i++)
          for (int t = 0; t <= self->problem->n_slots; t++)
            if (what == TO_PLACE ? self->covered[t] : t > 0 && self->covered[t - 1])
              *node (self, what, h, i, t) =
                  tw_roster_model_add_row (self->model, 'E', 0, "e%d_%s%d_k%d_h%d_t%d", self->e,
                                           names[what], i, self->k, h, t);
    }
}

static void
put_heads (Blocks *self, int i, int first, int last)
{
  for (int t = first; t < last; t++)
    tw_roster_model_put (self->model,
                         tw_roster_model_head_row (self->problem, self->choices->posts[i], t), 1);
}

/* Whether all slots first .. last - 1 can be worked. */
static gboolean
can_stand (const Blocks *self, int first, int last)
{
  for (int t = first; t < last; t++)
    if (t >= self->problem->n_slots || !self->covered[t])
      return FALSE;
  return TRUE;
}

static void
add_standing (Blocks *self, int h, int i, int t)
{
  int p = self->choices->posts[i], x = self->place_of[i], shortest = self->kind->min_block;
  if (can_stand (self, t, t + shortest))
    {
      tw_roster_model_add_column (self->model, 0, 1, TRUE, "e%d_begin_k%d_h%d_p%d_t%d", self->e,
                                  self->k, h, p, t);
      tw_roster_model_put (self->model, *node (self, TO_PLACE, h, x, t), -1);
      tw_roster_model_put (self->model, *node (self, AT_POST, h, i, t + shortest), 1);
      put_heads (self, i, t, t + shortest);
    }
  if (*node (self, AT_POST, h, i, t) < 0)
    return;
  if (can_stand (self, t, t + 1))
    {
      tw_roster_model_add_column (self->model, 0, 1, TRUE, "e%d_stay_k%d_h%d_p%d_t%d", self->e,
                                  self->k, h, p, t);
      tw_roster_model_put (self->model, *node (self, AT_POST, h, i, t), -1);
      tw_roster_model_put (self->model, *node (self, AT_POST, h, i, t + 1), 1);
      put_heads (self, i, t, t + 1);
    }
  tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_quit_k%d_h%d_p%d_t%d", self->e,
                              self->k, h, p, t);
  tw_roster_model_put (self->model, *node (self, AT_POST, h, i, t), -1);
  tw_roster_model_put (self->model, *node (self, FROM_PLACE, h, x, t), 1);
}

/* @then: h at the other end. */
static void
add_way (Blocks *self, int h, int then, int x, int y, int t)
{
  int way = way_slots (self, x, y);
  int until = t + (then > h ? MAX (way, self->kind->break_slots) : way);
  if (until >= self->problem->n_slots || *node (self, TO_PLACE, then, y, until) < 0
      || !can_stand (self, t, until))
    return;
  tw_roster_model_add_column (self->model, way * self->way_cost, 1, FALSE,
                              "e%d_%s_k%d_h%d_x%d_y%d_t%d", self->e, then > h ? "rest" : "way",
                              self->k, h, x, y, t);
  tw_roster_model_put (self->model, *node (self, FROM_PLACE, h, x, t), -1);
  tw_roster_model_put (self->model, *node (self, TO_PLACE, then, y, until), 1);
}

static void
add_leaving (Blocks *self, int h, int x, int t)
{
  if (*node (self, FROM_PLACE, h, x, t) < 0)
    return;
  for (int y = 0; y < self->n_places; y++)
    {
      if (self->n > 1)
        add_way (self, h, h, x, y, t);
      if (h == 0 && self->n_had == 2)
        add_way (self, 0, 1, x, y, t);
    }
  if (self->leave[h][t] < 0)
    return;
  tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_leave_k%d_h%d_x%d_t%d", self->e,
                              self->k, h, x, t);
  tw_roster_model_put (self->model, *node (self, FROM_PLACE, h, x, t), -1);
  tw_roster_model_put (self->model, self->leave[h][t], 1);
}

static void
add_entering (Blocks *self, int x, int t)
{
  if (self->enter[t] < 0)
    return;
  tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_enter_k%d_x%d_t%d", self->e, self->k,
                              x, t);
  tw_roster_model_put (self->model, self->enter[t], -1);
  tw_roster_model_put (self->model, *node (self, TO_PLACE, 0, x, t), 1);
}

static void
add_columns (Blocks *self)
{
  for (int t = 0; t <= self->problem->n_slots; t++)
    {
      for (int x = 0; x < self->n_places; x++)
        add_entering (self, x, t);
      for (int h = 0; h < self->n_had; h++)
        {
          for (int i = 0; i < self->n; i++)
            add_standing (self, h, i, t);
          for (int x = 0; x < self->n_places; x++)
            add_leaving (self, h, x, t);
        }
    }
}

void
tw_roster_model_build_blocks (TwRosterModel *model, const TwRosterChoiceSet *choices, int person,
                              int kind, const int *start_row, int *const end_row[2])
{
  const TwRosterProblem *problem = choices->problem;
  Blocks self = { model, problem, &choices->people[person], &problem->kinds[kind], person, kind };
  self.n = self.choices->n_posts;
  self.n_had = 1;
  self.enter = start_row;
  self.leave = end_row;
  self.way_cost = problem->travel_cost + problem->people[person].walk_cost;
  g_autofree int *place_of = g_new (int, self.n + 1);
  g_autofree int *places = g_new (int, self.n + 1);
  g_autofree guint8 *covered = g_new0 (guint8, problem->n_slots + 1);
  self.place_of = place_of;
  self.places = places;
  self.covered = covered;
  if (!find_covered (&self))
    return;
  gather_places (&self);
  add_nodes (&self);
  add_columns (&self);
  for (int what = 0; what < N_NODES; what++)
    g_free (self.rows[what]);
}
