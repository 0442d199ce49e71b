// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-model.h"

#include <string.h>

/* Everything of one person but the ways through blocks: see tw-roster-model.c. */

/* Rows that the shifts of a person add to; -1 where there is none. */
typedef struct {
  TwRosterModel *model;
  const TwRosterProblem *problem;
  const TwRosterPerson *person;
  const TwRosterChoiceSet *set;
  const TwRosterChoices *choices;
  int e;
  int *busy;           /* n_slots + 1 */
  int *day;            /* n_days */
  int *kind;           /* n_days x n_kinds */
  int *least, *most;   /* by span */
  int *start, *end[2]; /* n_kinds x (n_slots + 1); of kinds with a post @end[0] alone */
} Person;

static int *
no_rows (gsize n)
{
  int *rows = g_new (int, n + 1);
  memset (rows, -1, (n + 1) * sizeof *rows);
  return rows;
}

static int
release_of (const Person *self, const TwRosterOption *option)
{
  return MIN (option->last + self->person->rest_slots, self->problem->n_slots);
}

/* A row and a column in each slot in which something begins or ends. */
static void
add_busy (Person *self)
{
  int n_slots = self->problem->n_slots, later = -1;
  for (int o = 0; o < self->choices->n_options; o++)
    {
      self->busy[self->choices->options[o].first] = 0;
      self->busy[release_of (self, &self->choices->options[o])] = 0;
    }
  self->busy[n_slots] = -1;
  for (int t = 0; t < n_slots; t++)
    if (self->busy[t] >= 0)
      self->busy[t] = tw_roster_model_add_row (self->model, 'E', 0, "e%d_rest_t%d", self->e, t);
  for (int t = n_slots - 1; t >= 0; t--)
    if (self->busy[t] >= 0)
      {
        tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_busy_t%d", self->e, t);
        tw_roster_model_put (self->model, self->busy[t], 1);
        tw_roster_model_put (self->model, later, -1);
        later = self->busy[t];
      }
}

static gboolean
is_kind_limited (const Person *self, int k)
{
  if (self->person->max_of_kind && self->person->max_of_kind[k] < self->problem->n_days)
    return TRUE;
  for (int j = 0; j < self->problem->n_kinds; j++)
    if (self->problem->kinds[j].not_before >> k & 1)
      return TRUE;
  return self->problem->kinds[k].not_before != 0;
}

static void
add_kind_column (Person *self, int d, int k, int count_row, const int *after_rows)
{
  const TwRosterProblem *problem = self->problem;
  int row = self->kind[d * problem->n_kinds + k];
  tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_kind_d%d_k%d", self->e, d, k);
  tw_roster_model_put (self->model, row, -1);
  tw_roster_model_put (self->model, count_row, 1);
  tw_roster_model_put (self->model, after_rows[d * problem->n_kinds + k], 1);
  for (int j = 0; d > 0 && j < problem->n_kinds; j++)
    if (problem->kinds[j].not_before >> k & 1)
      tw_roster_model_put (self->model, after_rows[(d - 1) * problem->n_kinds + j], 1);
}

/* What may follow what, and how often a kind may be worked. */
static void
add_kinds (Person *self)
{
  const TwRosterProblem *problem = self->problem;
  g_autofree int *count = no_rows (problem->n_kinds);
  g_autofree int *after = no_rows ((gsize) problem->n_days * problem->n_kinds);
  for (int k = 0; k < problem->n_kinds; k++)
    {
      if (!is_kind_limited (self, k))
        continue;
      if (self->person->max_of_kind)
        count[k] = tw_roster_model_add_row (self->model, 'L', MAX (0, self->person->max_of_kind[k]),
                                            "e%d_count_k%d", self->e, k);
      for (int d = 0; d < problem->n_days; d++)
        {
          int i = d * problem->n_kinds + k;
          self->kind[i] =
              tw_roster_model_add_row (self->model, 'E', 0, "e%d_of_d%d_k%d", self->e, d, k);
          if (d + 1 < problem->n_days && problem->kinds[k].not_before)
            after[i] =
                tw_roster_model_add_row (self->model, 'L', 1, "e%d_after_d%d_k%d", self->e, d, k);
        }
    }
  for (int d = 0; d < problem->n_days; d++)
    for (int k = 0; k < problem->n_kinds; k++)
      if (self->kind[d * problem->n_kinds + k] >= 0)
        add_kind_column (self, d, k, count[k], after);
}

static void
add_spans (Person *self)
{
  for (int i = 0; i < self->person->n_spans; i++)
    {
      const TwRosterSpan *span = &self->person->spans[i];
      self->most[i] =
          tw_roster_model_add_row (self->model, 'L', span->max_minutes, "e%d_most_s%d", self->e, i);
      if (span->min_minutes > 0)
        self->least[i] = tw_roster_model_add_row (self->model, 'G', span->min_minutes,
                                                  "e%d_least_s%d", self->e, i);
    }
}

/* --- runs of days ---------------------------------------------------------------------------- */

typedef struct {
  int work, off, edge; /* as in tw-roster-graph.c */
} Run;

/* FALSE: that is not allowed. */
static gboolean
step_run (const TwRosterPerson *person, Run *run, int day, gboolean works)
{
  int longest = person->max_run > 0 ? person->max_run : MAX (1, person->min_run);
  if (!works)
    {
      if (run->work > 0 && run->work < person->min_run && !run->edge)
        return FALSE;
      *run = (Run){ 0, run->work > 0 ? 1 : MIN (run->off + 1, MAX (run->off, person->min_off)), 0 };
      return TRUE;
    }
  if (run->work == 0)
    {
      if (run->off < person->min_off)
        return FALSE;
      run->edge = day == 0;
    }
  else if (person->max_run > 0 && run->work >= person->max_run)
    {
      return FALSE;
    }
  run->work = MIN (run->work + 1, longest);
  run->off = 0;
  if (run->work >= person->min_run)
    run->edge = 0;
  return TRUE;
}

static int
find_run (GArray *runs, const Run *run)
{
  for (guint i = 0; i < runs->len; i++)
    if (memcmp (&g_array_index (runs, Run, i), run, sizeof *run) == 0)
      return i;
  g_array_append_val (runs, *run);
  return runs->len - 1;
}

/* The rows of a day's states are made when the first arc arrives there. */
static int
row_of_run (Person *self, GArray *runs, GArray *rows, const Run *run, int day)
{
  guint i = find_run (runs, run);
  if (i == rows->len)
    {
      int row = -1;
      if (day < self->problem->n_days)
        row = tw_roster_model_add_row (self->model, 'E', day == 0 ? -1 : 0, "e%d_runs_d%d_s%u",
                                       self->e, day, i);
      g_array_append_val (rows, row);
    }
  return g_array_index (rows, int, i);
}

static void
add_runs_of_day (Person *self, int day, int day_row, GArray *runs, GArray *rows, GArray *next,
                 GArray *next_rows)
{
  for (guint s = 0; s < runs->len; s++)
    for (int works = 0; works < 2; works++)
      {
        Run run = g_array_index (runs, Run, s);
        if (!step_run (self->person, &run, day, works))
          continue;
        int to = row_of_run (self, next, next_rows, &run, day + 1);
        tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_run_d%d_s%u_%s", self->e, day, s,
                                    works ? "work" : "off");
        tw_roster_model_put (self->model, g_array_index (rows, int, s), -1);
        tw_roster_model_put (self->model, to, 1);
        tw_roster_model_put (self->model, works ? day_row : -1, 1);
      }
}

static void
add_runs (Person *self, const int *link)
{
  const TwRosterPerson *person = self->person;
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (int));
  Run first = { person->run_before, person->run_before > 0 ? 0 : person->min_off,
                person->run_before > 0 };
  row_of_run (self, runs, rows, &first, 0);
  for (int d = 0; d < self->problem->n_days; d++)
    {
      GArray *next = g_array_new (FALSE, FALSE, sizeof (Run));
      GArray *next_rows = g_array_new (FALSE, FALSE, sizeof (int));
      add_runs_of_day (self, d, link[d], runs, rows, next, next_rows);
      g_array_unref (runs);
      g_array_unref (rows);
      runs = next;
      rows = next_rows;
    }
}

static gboolean
has_run_rules (const TwRosterPerson *person)
{
  return person->max_run > 0 || person->min_run > 1 || person->min_off > 1;
}

/* Days, with the runs and weekends that look at them. */
static void
add_days (Person *self)
{
  int n_days = self->problem->n_days, total = -1, week = -1;
  gboolean weekends = self->person->max_weekends >= 0;
  g_autofree int *link = no_rows (n_days), *weekend = no_rows (n_days);
  if (weekends)
    total = tw_roster_model_add_row (self->model, 'L', self->person->max_weekends, "e%d_weekends",
                                     self->e);
  for (int d = 0; d < n_days; d++)
    {
      self->day[d] = tw_roster_model_add_row (self->model, 'E', 0, "e%d_begins_d%d", self->e, d);
      if (has_run_rules (self->person))
        link[d] = tw_roster_model_add_row (self->model, 'E', 0, "e%d_works_d%d", self->e, d);
      if (weekends && self->problem->weekday[d] >= 5)
        weekend[d] = tw_roster_model_add_row (self->model, 'G', 0, "e%d_in_d%d", self->e, d);
    }
  for (int d = 0; d < n_days; d++)
    {
      tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_day_d%d", self->e, d);
      tw_roster_model_put (self->model, self->day[d], -1);
      tw_roster_model_put (self->model, link[d], -1);
      tw_roster_model_put (self->model, weekend[d], -1);
    }
  for (int d = 0; weekends && d < n_days; d++)
    if (week < d && self->problem->weekday[d] >= 5)
      {
        tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_weekend_d%d", self->e, d);
        tw_roster_model_put (self->model, total, 1);
        for (week = d; week < n_days; week++)
          {
            tw_roster_model_put (self->model, weekend[week], 1);
            if (self->problem->weekday[week] == 6)
              break;
          }
      }
  if (has_run_rules (self->person))
    add_runs (self, link);
}

/* --- shifts ---------------------------------------------------------------------------------- */

static gboolean
needs_break (const TwRosterKind *kind, const TwRosterOption *option)
{
  return kind->break_after > 0 && option->last - option->first > kind->break_after;
}

/* The row in which an option of a kind is added up: where it begins, or ends. */
static int *
row_at (Person *self, int *rows, int kind, int slot)
{
  return &rows[(gsize) kind * (self->problem->n_slots + 1) + slot];
}

static void
make_row (Person *self, int *row, const char *what, int kind, int slot)
{
  if (*row < 0)
    *row =
        tw_roster_model_add_row (self->model, 'E', 0, "e%d_%s_k%d_t%d", self->e, what, kind, slot);
}

/* Standing at the one post of a kind: what began less what ended. */
static void
add_standing (Person *self, int k)
{
  int post = self->problem->kinds[k].post, row = -1;
  gboolean any = FALSE;
  for (int t = 0; t <= self->problem->n_slots; t++)
    any |= *row_at (self, self->start, k, t) >= 0;
  /* One row per slot: at[t] - at[t - 1] - begins + ends = 0; begins and ends share the row. */
  for (int t = self->problem->n_slots - 1; any && t >= 0; t--)
    {
      int *here = row_at (self, self->start, k, t);
      make_row (self, here, "stand", k, t);
      *row_at (self, self->end[0], k, t) = *here;
      tw_roster_model_add_column (self->model, 0, 1, FALSE, "e%d_at_k%d_t%d", self->e, k, t);
      tw_roster_model_put (self->model, *here, -1);
      tw_roster_model_put (self->model, row, 1);
      tw_roster_model_put (self->model, tw_roster_model_head_row (self->problem, post, t), 1);
      row = *here;
    }
}

static void
make_shift_rows (Person *self)
{
  for (int o = 0; o < self->choices->n_options; o++)
    {
      const TwRosterOption *option = &self->choices->options[o];
      const TwRosterKind *kind = &self->problem->kinds[option->kind];
      int h = needs_break (kind, option);
      if (option->pin >= 0)
        continue;
      make_row (self, row_at (self, self->start, option->kind, option->first),
                kind->post < 0 ? "enter" : "stand", option->kind, option->first);
      if (kind->post < 0)
        make_row (self, row_at (self, self->end[h], option->kind, option->last),
                  h ? "leave1" : "leave0", option->kind, option->last);
    }
  for (int k = 0; k < self->problem->n_kinds; k++)
    if (self->problem->kinds[k].post >= 0)
      add_standing (self, k);
    else
      tw_roster_model_build_blocks (self->model, self->set, self->e, k,
                                    row_at (self, self->start, k, 0),
                                    (int *const[2]){ row_at (self, self->end[0], k, 0),
                                                     row_at (self, self->end[1], k, 0) });
}

static double
cost_of_option (const Person *self, const TwRosterOption *option)
{
  if (option->pin < 0)
    return option->cost;
  return option->cost
         + (self->problem->travel_cost + self->person->walk_cost)
               * tw_roster_problem_way_slots (self->problem, &self->person->pins[option->pin]);
}

static void
put_into_spans (Person *self, const TwRosterOption *option)
{
  for (int i = 0; i < self->person->n_spans; i++)
    if (option->day >= self->person->spans[i].first && option->day < self->person->spans[i].last)
      {
        tw_roster_model_put (self->model, self->most[i], option->minutes);
        tw_roster_model_put (self->model, self->least[i], option->minutes);
      }
}

static void
add_option (Person *self, const TwRosterOption *option)
{
  const TwRosterKind *kind = &self->problem->kinds[option->kind];
  TwRosterModel *model = self->model;
  tw_roster_model_add_column (model, cost_of_option (self, option), 1, TRUE,
                              "e%d_shift_k%d_t%d_u%d", self->e, option->kind, option->first,
                              option->last);
  tw_roster_model_put (model, self->busy[option->first], -1);
  tw_roster_model_put (model, self->busy[release_of (self, option)], 1);
  tw_roster_model_put (model, self->day[option->day], 1);
  tw_roster_model_put (model, self->kind[option->day * self->problem->n_kinds + option->kind], 1);
  put_into_spans (self, option);
  if (option->pin >= 0)
    {
      g_array_index (model->columns, TwRosterModelColumn, model->columns->len - 1).lower = 1;
      return;
    }
  int h = kind->post < 0 && needs_break (kind, option);
  tw_roster_model_put (model, *row_at (self, self->start, option->kind, option->first), 1);
  tw_roster_model_put (model, *row_at (self, self->end[h], option->kind, option->last), -1);
}

/* On a day with a pin there is no other option. */
static void
add_options (Person *self)
{
  for (int o = 0; o < self->choices->n_options; o++)
    add_option (self, &self->choices->options[o]);
}

void
tw_roster_model_build_person (TwRosterModel *model, const TwRosterChoiceSet *choices, int person)
{
  const TwRosterProblem *problem = choices->problem;
  const TwRosterPerson *who = &problem->people[person];
  gsize n_ends = (gsize) problem->n_kinds * (problem->n_slots + 1);
  g_autofree int *busy = no_rows (problem->n_slots), *day = no_rows (problem->n_days);
  g_autofree int *kind = no_rows ((gsize) problem->n_days * problem->n_kinds);
  g_autofree int *least = no_rows (who->n_spans), *most = no_rows (who->n_spans);
  g_autofree int *start = no_rows (n_ends), *end0 = no_rows (n_ends), *end1 = no_rows (n_ends);
  Person self = { model,  problem, who,           choices, &choices->people[person],
                  person, busy,    day,           kind,    least,
                  most,   start,   { end0, end1 } };
  add_busy (&self);
  add_days (&self);
  add_kinds (&self);
  add_spans (&self);
  make_shift_rows (&self);
  add_options (&self);
}
