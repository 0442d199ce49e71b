// SPDX-License-Identifier: Apache-2.0
#include "roster-rules.h"

typedef struct {
  const TwRosterProblem *problem;
  const TwRosterPerson *person;
  const TwRosterPlan *plan;
  const TwRosterShift **of_day; /* n_days */
} Check;

static int
day_of (const TwRosterProblem *problem, int slot)
{
  for (int d = 0; d < problem->n_days; d++)
    if (slot < problem->day_slot[d + 1])
      return d;
  return -1;
}

static gboolean
is_pin (const Check *check, const TwRosterShift *shift)
{
  for (int i = 0; i < check->person->n_pins; i++)
    if (check->person->pins[i].first == shift->first && check->person->pins[i].last == shift->last)
      return TRUE;
  return FALSE;
}

static char *
check_window (const Check *check, const TwRosterShift *shift)
{
  const TwRosterKind *kind = &check->problem->kinds[shift->kind];
  int length = shift->last - shift->first, clock = check->problem->clock[shift->first];
  gboolean fits = kind->n_windows == 0;
  for (int i = 0; i < kind->n_windows; i++)
    fits |= clock >= kind->windows[i].first && clock <= kind->windows[i].last;
  if (!fits)
    return g_strdup_printf ("starts at slot %d of the day", clock);
  if (length < kind->min_slots || length > kind->max_slots)
    return g_strdup_printf ("lasts %d slots", length);
  if (check->person->available)
    for (int t = shift->first; t < shift->last; t++)
      if (!check->person->available[t])
        return g_strdup_printf ("is not available in slot %d", t);
  return NULL;
}

static char *
check_post (const Check *check, int post)
{
  const TwRosterPost *p = &check->problem->posts[post];
  if (p->pools && !(p->pools & (G_GUINT64_CONSTANT (1) << check->person->pool)))
    return g_strdup_printf ("stands at post %d of other pools", post);
  if (p->skills & ~check->person->skills)
    return g_strdup_printf ("lacks a skill of post %d", post);
  return NULL;
}

static int
way (const TwRosterProblem *problem, int from, int to)
{
  int a = problem->posts[from].place, b = problem->posts[to].place;
  return !problem->travel_slots || a < 0 || b < 0
             ? 0
             : problem->travel_slots[a * problem->n_places + b];
}

static char *
check_blocks (const Check *check, const TwRosterShift *shift)
{
  const TwRosterKind *kind = &check->problem->kinds[shift->kind];
  gboolean needs = kind->break_after > 0 && shift->last - shift->first > kind->break_after
                   && kind->post < 0; /* at one post others step in for the break */
  int at = shift->first, before = -1, n_breaks = 0, n_ways = 0, pause = 0;
  for (int b = 0; b < shift->n_blocks; b++)
    {
      const TwRosterBlock *block = &shift->blocks[b];
      if (block->first != at || block->last <= block->first)
        return g_strdup_printf ("has a hole at slot %d", at);
      at = block->last;
      if (block->post < 0)
        {
          pause = block->last - block->first;
          if (b == 0 || b == shift->n_blocks - 1)
            return g_strdup ("begins or ends with a break");
          continue;
        }
      if (block->last - block->first < kind->min_block && kind->post < 0)
        return g_strdup_printf ("has a block of %d slots", block->last - block->first);
      /* Between two blocks there is the way, or the one break, and no other idle time. */
      int needed = before >= 0 ? way (check->problem, before, block->post) : 0;
      if (needs && pause != needed && pause == MAX (needed, kind->break_slots))
        n_breaks++;
      else if (pause != needed)
        return g_strdup_printf ("goes from post %d to %d in %d slots", before, block->post, pause);
      else if (needs && pause >= kind->break_slots)
        n_ways++;
      before = block->post;
      pause = 0;
      char *broken = check_post (check, block->post);
      if (broken)
        return broken;
    }
  if (at != shift->last)
    return g_strdup ("has blocks that do not fill it");
  if (n_breaks > 1 || (needs && n_breaks + n_ways == 0))
    return g_strdup ("has no break");
  return NULL;
}

static char *
check_shifts (Check *check)
{
  for (int i = 0; i < check->plan->n_shifts; i++)
    {
      const TwRosterShift *shift = &check->plan->shifts[i];
      int day = day_of (check->problem, shift->first);
      char *broken = NULL;
      if (shift->first < 0 || shift->last > check->problem->n_slots)
        return g_strdup_printf ("shift %d leaves the horizon", i);
      if (check->of_day[day])
        return g_strdup_printf ("two shifts begin on day %d", day);
      check->of_day[day] = shift;
      if (i > 0 && shift->first < check->plan->shifts[i - 1].last + check->person->rest_slots)
        return g_strdup_printf ("too little rest before slot %d", shift->first);
      if (is_pin (check, shift))
        continue;
      if ((broken = check_window (check, shift)) || (broken = check_blocks (check, shift)))
        return broken;
    }
  for (int i = 0; i < check->person->n_pins; i++)
    {
      gboolean there = FALSE;
      for (int j = 0; j < check->plan->n_shifts; j++)
        there |= check->plan->shifts[j].first == check->person->pins[i].first
                 && check->plan->shifts[j].last == check->person->pins[i].last;
      if (!there)
        return g_strdup_printf ("pin %d is gone", i);
    }
  return NULL;
}

static char *
check_runs (const Check *check)
{
  const TwRosterPerson *person = check->person;
  int n = check->problem->n_days;
  for (int d = 0; d < n;)
    {
      int end = d;
      gboolean works = check->of_day[d] != NULL;
      while (end < n && (check->of_day[end] != NULL) == works)
        end++;
      int length = end - d;
      gboolean edge = d == 0 || end == n;
      if (works && person->max_run > 0
          && length + (d == 0 ? person->run_before : 0) > person->max_run)
        return g_strdup_printf ("works %d days in a row from day %d", length, d);
      if (works && !edge && length < person->min_run)
        return g_strdup_printf ("works only %d days from day %d", length, d);
      /* Before the horizon the person worked, so that days off at its beginning are a run of their
       * own. */
      if (!works && length < person->min_off
          && (!edge || (d == 0 && end < n && person->run_before > 0)))
        return g_strdup_printf ("only %d days off from day %d", length, d);
      d = end;
    }
  return NULL;
}

static char *
check_sums (const Check *check)
{
  const TwRosterPerson *person = check->person;
  const TwRosterProblem *problem = check->problem;
  for (int i = 0; i < person->n_spans; i++)
    {
      int minutes = 0;
      for (int d = person->spans[i].first; d < person->spans[i].last; d++)
        if (check->of_day[d])
          minutes += tw_roster_problem_shift_minutes (problem, check->of_day[d]);
      if (minutes < person->spans[i].min_minutes || minutes > person->spans[i].max_minutes)
        return g_strdup_printf ("works %d minutes in span %d", minutes, i);
    }
  for (int k = 0; person->max_of_kind && k < problem->n_kinds; k++)
    {
      int n = 0;
      for (int d = 0; d < problem->n_days; d++)
        n += check->of_day[d] && check->of_day[d]->kind == k;
      if (n > person->max_of_kind[k])
        return g_strdup_printf ("works kind %d %d times", k, n);
    }
  int weekends = 0;
  for (int d = 0; d < problem->n_days; d++)
    {
      gboolean saturday = problem->weekday[d] == 5 && check->of_day[d];
      gboolean sunday = problem->weekday[d] == 6 && check->of_day[d];
      gboolean counted = d > 0 && problem->weekday[d - 1] == 5 && check->of_day[d - 1];
      weekends += saturday || (sunday && !counted);
    }
  if (person->max_weekends >= 0 && weekends > person->max_weekends)
    return g_strdup_printf ("works %d weekends", weekends);
  for (int d = 0; d + 1 < problem->n_days; d++)
    if (check->of_day[d] && check->of_day[d + 1]
        && problem->kinds[check->of_day[d]->kind].not_before >> check->of_day[d + 1]->kind & 1)
      return g_strdup_printf ("kind %d follows kind %d", check->of_day[d + 1]->kind,
                              check->of_day[d]->kind);
  return NULL;
}

char *
roster_rules_find_break (const TwRosterProblem *problem, int person, const TwRosterPlan *plan)
{
  g_autofree const TwRosterShift **of_day = g_new0 (const TwRosterShift *, problem->n_days);
  Check check = { problem, &problem->people[person], plan, of_day };
  char *broken = check_shifts (&check);
  if (!broken)
    broken = check_runs (&check);
  return broken ? broken : check_sums (&check);
}
