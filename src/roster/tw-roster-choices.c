// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-graph.h"

#include <string.h>

/*
 * What a person may choose from: one option per kind, start and length that the person's pool,
 * skills, availability and pins allow. Everything that depends on a single shift alone is settled
 * here, once; what depends on the sequence of shifts is the planner's.
 */

static gboolean
window_allows (const TwRosterKind *kind, int clock)
{
  if (kind->n_windows == 0)
    return clock % kind->start_step == 0;
  for (int i = 0; i < kind->n_windows; i++)
    {
      const TwRosterWindow *w = &kind->windows[i];
      if (clock >= w->first && clock <= w->last && (clock - w->first) % kind->start_step == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_stand (const TwRosterPerson *person, const TwRosterPost *post, int index)
{
  if (post->pools && !(post->pools >> person->pool & 1))
    return FALSE;
  if ((post->skills & person->skills) != post->skills)
    return FALSE;
  return index >= 256 || !(person->posts_barred[index / 64] >> (index % 64) & 1);
}

static gboolean
same_shift (const TwRosterShift *shift, int kind, int first, int last)
{
  return shift->kind == kind && shift->first == first && shift->last == last;
}

/* Wages, fairness, the wishes of that day and the change, as what this shift adds to the plan
 * without it; the way is the inner program's. */
static double
option_cost (const TwRosterProblem *problem, const TwRosterPerson *person,
             const TwRosterOption *option)
{
  double cost =
      person->cost_per_shift + (person->cost_per_minute + person->hours_cost) * option->minutes;
  if (tw_roster_problem_touches_evening (problem, option->first, option->last))
    cost += person->evening_cost;
  if (problem->weekday[option->day] >= 5)
    cost += person->weekend_cost;
  for (int i = 0; i < person->n_wishes; i++)
    {
      const TwRosterWish *wish = &person->wishes[i];
      if (wish->day == option->day && (wish->kind == TW_ROSTER_NONE || wish->kind == option->kind))
        cost += wish->wants ? -wish->weight : wish->weight;
    }
  if (person->published)
    {
      cost += problem->change_cost;
      for (int i = 0; i < person->n_published; i++)
        if (same_shift (&person->published[i], option->kind, option->first, option->last))
          cost -= 2 * problem->change_cost;
    }
  return cost;
}

static double
fixed_cost (const TwRosterProblem *problem, const TwRosterPerson *person)
{
  double cost = problem->change_cost * person->n_published;
  for (int i = 0; i < person->n_wishes; i++)
    if (person->wishes[i].wants)
      cost += person->wishes[i].weight;
  return cost;
}

typedef struct {
  const TwRosterProblem *problem;
  const TwRosterPerson *person;
  TwRosterChoices *choices;
  const int *run_end; /* n_slots: the first slot >= t in which the person is not available */
  const gint8 *must;  /* n_days: a pinned shift starts */
  GArray *options;
} Listing;

static void
add_option (Listing *list, int kind, int first, int last, int pin)
{
  TwRosterShift shift = { .kind = kind, .first = first, .last = last };
  TwRosterOption option = { .first = first, .last = last, .kind = kind, .pin = pin };
  option.day = tw_roster_problem_day_of (list->problem, first);
  option.minutes = tw_roster_problem_shift_minutes (list->problem, &shift);
  option.cost = option_cost (list->problem, list->person, &option);
  g_array_append_val (list->options, option);
}

static void
add_free_options (Listing *list, int t)
{
  const TwRosterPerson *person = list->person;
  for (int k = 0; k < list->problem->n_kinds; k++)
    {
      const TwRosterKind *kind = &list->problem->kinds[k];
      if ((kind->pools && !(kind->pools >> person->pool & 1))
          || (person->max_of_kind && person->max_of_kind[k] <= 0)
          || (kind->post >= 0 && !may_stand (person, &list->problem->posts[kind->post], kind->post))
          || (kind->post < 0 && list->choices->n_posts == 0)
          || !window_allows (kind, list->problem->clock[t]))
        continue;
      for (int n = kind->min_slots; n <= kind->max_slots; n += kind->step_slots)
        if (t + n <= list->run_end[t])
          add_option (list, k, t, t + n, -1);
    }
}

static void
list_options (Listing *list)
{
  const TwRosterPerson *person = list->person;
  for (int t = 0; t < list->problem->n_slots; t++)
    {
      if (list->must[tw_roster_problem_day_of (list->problem, t)])
        {
          for (int i = 0; i < person->n_pins; i++)
            if (person->pins[i].first == t)
              add_option (list, person->pins[i].kind, t, person->pins[i].last, i);
        }
      else if (t >= person->free_from)
        {
          add_free_options (list, t);
        }
    }
  list->choices->n_options = list->options->len;
  list->choices->options = (TwRosterOption *) g_array_steal (list->options, NULL);
}

static int *
runs_of_availability (const TwRosterProblem *problem, const TwRosterPerson *person)
{
  int *end = g_new (int, problem->n_slots);
  for (int t = problem->n_slots - 1, until = problem->n_slots; t >= 0; t--)
    {
      if (person->available && !person->available[t])
        until = t;
      end[t] = until;
    }
  return end;
}

static void
choices_init (TwRosterChoices *self, const TwRosterProblem *problem, const TwRosterPerson *person)
{
  self->posts = g_new (int, MAX (1, problem->n_posts));
  for (int p = 0; p < problem->n_posts; p++)
    if (may_stand (person, &problem->posts[p], p))
      self->posts[self->n_posts++] = p;
  g_autofree gint8 *must = g_new0 (gint8, problem->n_days);
  for (int i = 0; i < person->n_pins; i++)
    must[tw_roster_problem_day_of (problem, person->pins[i].first)] = 1;
  g_autofree int *run_end = runs_of_availability (problem, person);
  g_autoptr (GArray) options = g_array_new (FALSE, FALSE, sizeof (TwRosterOption));
  Listing list = { problem, person, self, run_end, must, options };
  list_options (&list);
  self->fixed = fixed_cost (problem, person);
  self->way_cost = problem->travel_cost + person->walk_cost;
  tw_roster_graph_build (self, problem, person, must);
}

static void
choices_clear (TwRosterChoices *self)
{
  g_free (self->options);
  g_free (self->posts);
  g_free (self->nodes);
  g_free (self->arcs);
  g_free (self->bands);
  g_free (self->limited);
}

static guint
hash_shape (gconstpointer data)
{
  const TwRosterChoices *self = data;
  guint hash = self->n_options * 31u + self->n_posts;
  for (int i = 0; i < self->n_posts; i++)
    hash = hash * 31 + self->posts[i];
  for (int o = 0; o < self->n_options; o += 7)
    hash = hash * 31 + self->options[o].first * 64 + self->options[o].kind;
  return hash;
}

static gboolean
same_shape (gconstpointer a, gconstpointer b)
{
  const TwRosterChoices *x = a, *y = b;
  if (x->n_options != y->n_options || x->n_posts != y->n_posts || x->way_cost != y->way_cost
      || memcmp (x->posts, y->posts, x->n_posts * sizeof *x->posts) != 0)
    return FALSE;
  for (int o = 0; o < x->n_options; o++)
    if (x->options[o].first != y->options[o].first || x->options[o].last != y->options[o].last
        || x->options[o].kind != y->options[o].kind || x->options[o].pin >= 0
        || y->options[o].pin >= 0)
      return FALSE;
  return TRUE;
}

static void
find_like (TwRosterChoiceSet *self)
{
  g_autoptr (GHashTable) shapes = g_hash_table_new (hash_shape, same_shape);
  for (int e = 0; e < self->problem->n_people; e++)
    {
      const TwRosterChoices *first = g_hash_table_lookup (shapes, &self->people[e]);
      self->like[e] = first ? (int) (first - self->people) : e;
      if (!first)
        g_hash_table_add (shapes, &self->people[e]);
    }
}

TwRosterChoiceSet *
tw_roster_choice_set_try (const TwRosterProblem *problem, TwRosterGiveUpFunc give_up, gpointer data)
{
  TwRosterChoiceSet *self = g_new0 (TwRosterChoiceSet, 1);
  self->problem = problem;
  self->people = g_new0 (TwRosterChoices, problem->n_people);
  self->like = g_new (int, MAX (1, problem->n_people));
  for (int e = 0; e < problem->n_people; e++)
    {
      if (give_up && give_up (data))
        {
          tw_roster_choice_set_free (self);
          return NULL;
        }
      choices_init (&self->people[e], problem, &problem->people[e]);
    }
  find_like (self);
  return self;
}

TwRosterChoiceSet *
tw_roster_choice_set_new (const TwRosterProblem *problem)
{
  return tw_roster_choice_set_try (problem, NULL, NULL);
}

void
tw_roster_choice_set_free (TwRosterChoiceSet *self)
{
  if (!self)
    return;
  for (int e = 0; e < self->problem->n_people; e++)
    choices_clear (&self->people[e]);
  g_free (self->people);
  g_free (self->like);
  g_free (self);
}
