// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster.h"

#include <math.h>

/* What a problem must fulfil before anything is computed from it. */

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID, message);
  return FALSE;
}

static const char *
shown (const char *name)
{
  return name && *name ? name : "?";
}

/* Beyond this nothing else would count, and sums would lose their cents. */
#define MAX_PRICE 1e9
#define MAX_MINUTES 10080 /* of a slot or a shift: a week */

static gboolean
is_amount (double x)
{
  return isfinite (x) && fabs (x) <= MAX_PRICE;
}

static gboolean
is_price (double x)
{
  return is_amount (x) && x >= 0;
}

static gboolean
is_slots (int n, int least)
{
  return n >= least && n <= TW_ROSTER_MAX_SLOTS;
}

static gboolean
check_grid (const TwRosterProblem *self, GError **error)
{
  if (self->n_days < 1 || self->n_slots < 1 || self->slot_minutes < 1
      || self->slot_minutes > MAX_MINUTES)
    return refuse (error, "the horizon is empty: %d days, %d slots of %d minutes", self->n_days,
                   self->n_slots, self->slot_minutes);
  if (self->n_slots > TW_ROSTER_MAX_SLOTS)
    return refuse (error, "%d slots are more than %d", self->n_slots, TW_ROSTER_MAX_SLOTS);
  for (int d = 0; d < self->n_days; d++)
    if (self->day_slot[d] >= self->day_slot[d + 1] || self->weekday[d] > 6)
      return refuse (error, "day %d has no slots or no weekday", d);
    else if (d > 0 && self->weekday[d] != (self->weekday[d - 1] + 1) % 7)
      return refuse (error, "the weekday of day %d does not follow that of the day before", d);
  if (self->day_slot[0] != 0 || self->day_slot[self->n_days] != self->n_slots)
    return refuse (error, "the days do not fill the %d slots", self->n_slots);
  if (!is_slots (self->evening.first, 0) || !is_slots (self->evening.last, self->evening.first))
    return refuse (error, "the evening ends before it begins: slots %d to %d of the day",
                   self->evening.first, self->evening.last);
  return TRUE;
}

/* The way within a place is no way: the planner takes posts of one place together. */
static gboolean
check_ways (const TwRosterProblem *self, GError **error)
{
  if (!is_amount (self->travel_cost) || !is_price (self->change_cost))
    return refuse (error, "the price of the way or of a change is not a price");
  for (int i = 0; self->travel_slots && i < self->n_places; i++)
    if (self->travel_slots[i * self->n_places + i] != 0)
      return refuse (error, "the way from place %d to itself is not 0", i);
  return TRUE;
}

static gboolean
check_posts (const TwRosterProblem *self, GError **error)
{
  for (int p = 0; p < self->n_posts; p++)
    {
      const TwRosterPost *post = &self->posts[p];
      if (post->place >= self->n_places || post->place < TW_ROSTER_NONE)
        return refuse (error, "post %s: there is no place %d", shown (post->name), post->place);
      for (int t = 0; t < self->n_slots; t++)
        {
          const TwRosterCover *c = &self->cover[(gsize) p * self->n_slots + t];
          if (c->need < 0 || c->need > c->top)
            return refuse (
                error, "post %s, slot %d: at least %d and at most %d heads contradict each other",
                shown (post->name), t, c->need, c->top);
          if (!is_price (c->under) || !is_price (c->under2) || !is_price (c->over)
              || !is_price (c->over2))
            return refuse (error, "post %s, slot %d: a price is negative or not a price",
                           shown (post->name), t);
        }
    }
  return TRUE;
}

/* One that crosses midnight would never match: it has to be given as two. */
static gboolean
check_windows (const TwRosterKind *kind, GError **error)
{
  for (int i = 0; i < kind->n_windows; i++)
    {
      const TwRosterWindow *w = &kind->windows[i];
      if (!is_slots (w->first, 0) || !is_slots (w->last, w->first))
        return refuse (error,
                       "shift %s: the window from slot %d to %d of the day ends before it begins; "
                       "over midnight it is two windows",
                       shown (kind->name), w->first, w->last);
    }
  return TRUE;
}

static gboolean
check_kinds (const TwRosterProblem *self, GError **error)
{
  if (self->n_kinds > 64)
    return refuse (error, "%d kinds of shift are more than 64", self->n_kinds);
  for (int k = 0; k < self->n_kinds; k++)
    {
      const TwRosterKind *kind = &self->kinds[k];
      if (!is_slots (kind->min_slots, 1) || !is_slots (kind->max_slots, kind->min_slots)
          || !is_slots (kind->step_slots, 1) || !is_slots (kind->start_step, 1))
        return refuse (error, "shift %s: lengths from %d to %d slots by %d are not possible",
                       shown (kind->name), kind->min_slots, kind->max_slots, kind->step_slots);
      if (kind->post < TW_ROSTER_NONE || kind->post >= self->n_posts)
        return refuse (error, "shift %s: there is no post %d", shown (kind->name), kind->post);
      if (!is_slots (kind->min_block, 1) || !is_slots (kind->break_after, 0)
          || !is_slots (kind->break_slots, 0) || kind->minutes < 0 || kind->minutes > MAX_MINUTES)
        return refuse (error, "shift %s: block, break or minutes are negative or too long",
                       shown (kind->name));
      if (!check_windows (kind, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_tides (const TwRosterProblem *self, GError **error)
{
  for (int r = 0; r < self->n_tides; r++)
    {
      const TwRosterTide *tide = &self->tides[r];
      if (tide->first < 0 || tide->first > tide->last || tide->last > self->n_slots)
        return refuse (error, "rule %s: slots %d to %d are outside the horizon", shown (tide->name),
                       tide->first, tide->last);
      if (!(tide->share >= 0 && tide->share <= 1) || !is_price (tide->weight))
        return refuse (error, "rule %s: a share is 0 to 1 and its weight not negative",
                       shown (tide->name));
    }
  return TRUE;
}

static gboolean
check_spans (const TwRosterProblem *self, const TwRosterPerson *person, GError **error)
{
  for (int i = 0, last = 0; i < person->n_spans; i++)
    {
      const TwRosterSpan *span = &person->spans[i];
      if (span->first < last || span->first >= span->last || span->last > self->n_days)
        return refuse (error,
                       "%s: the spans of days for working hours overlap or leave the horizon",
                       shown (person->name));
      if (span->min_minutes < 0 || span->min_minutes > span->max_minutes)
        return refuse (error, "%s: at least %d and at most %d minutes contradict each other",
                       shown (person->name), span->min_minutes, span->max_minutes);
      last = span->last;
    }
  return TRUE;
}

static gboolean
check_shift (const TwRosterProblem *self, const TwRosterPerson *person, const TwRosterShift *shift,
             GError **error)
{
  if (shift->kind < 0 || shift->kind >= self->n_kinds || shift->first < 0
      || shift->first >= shift->last || shift->last > self->n_slots)
    return refuse (error, "%s: the shift from slot %d to %d is outside the horizon",
                   shown (person->name), shift->first, shift->last);
  int at = shift->first;
  for (int b = 0; b < shift->n_blocks; b++)
    {
      const TwRosterBlock *block = &shift->blocks[b];
      if (block->first != at || block->last <= block->first || block->post < TW_ROSTER_NONE
          || block->post >= self->n_posts)
        return refuse (error, "%s: the blocks of the shift at slot %d do not follow each other",
                       shown (person->name), shift->first);
      at = block->last;
    }
  if (at != shift->last)
    return refuse (error, "%s: the blocks of the shift at slot %d do not fill it",
                   shown (person->name), shift->first);
  return TRUE;
}

static gboolean
check_pins (const TwRosterProblem *self, const TwRosterPerson *person, GError **error)
{
  for (int i = 0; i < person->n_pins; i++)
    {
      const TwRosterShift *pin = &person->pins[i];
      if (!check_shift (self, person, pin, error))
        return FALSE;
      if (i > 0 && pin->first < person->pins[i - 1].last)
        return refuse (error, "%s: two pinned shifts overlap at slot %d", shown (person->name),
                       pin->first);
      if (i > 0
          && tw_roster_problem_day_of (self, pin->first)
                 == tw_roster_problem_day_of (self, person->pins[i - 1].first))
        return refuse (error, "%s: two pinned shifts begin on day %d", shown (person->name),
                       tw_roster_problem_day_of (self, pin->first));
    }
  for (int i = 0; i < person->n_published; i++)
    if (!check_shift (self, person, &person->published[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_person (const TwRosterProblem *self, const TwRosterPerson *person, GError **error)
{
  if (person->pool < 0 || person->pool > 63 || person->home < TW_ROSTER_NONE
      || person->home >= self->n_places)
    return refuse (error, "%s: there is no such pool or home", shown (person->name));
  if (person->min_run < 1 || person->min_run > 254 || person->min_off < 1 || person->min_off > 254
      || person->max_run < 0 || person->max_run > 254 || person->run_before < 0
      || person->run_before > 254 || person->max_weekends < -1 || !is_slots (person->rest_slots, 0))
    return refuse (error, "%s: a limit on runs of days or rest is out of range",
                   shown (person->name));
  if (!is_amount (person->cost_per_minute) || !is_amount (person->cost_per_shift)
      || !is_amount (person->evening_cost) || !is_amount (person->weekend_cost)
      || !is_amount (person->hours_cost) || !is_amount (person->walk_cost))
    return refuse (error, "%s: a wage or a price of fairness is not a price", shown (person->name));
  for (int k = 0; person->max_of_kind && k < self->n_kinds; k++)
    if (person->max_of_kind[k] < 0)
      return refuse (error, "%s: at most %d shifts %s are not possible", shown (person->name),
                     person->max_of_kind[k], shown (self->kinds[k].name));
  for (int i = 0; i < person->n_wishes; i++)
    {
      const TwRosterWish *wish = &person->wishes[i];
      if (wish->day < 0 || wish->day >= self->n_days || wish->kind < TW_ROSTER_NONE
          || wish->kind >= self->n_kinds || !is_price (wish->weight))
        return refuse (error, "%s: a wish names no day or shift of the problem",
                       shown (person->name));
    }
  return check_spans (self, person, error) && check_pins (self, person, error);
}

gboolean
tw_roster_problem_check (const TwRosterProblem *self, GError **error)
{
  if (!check_grid (self, error) || !check_ways (self, error) || !check_posts (self, error)
      || !check_kinds (self, error) || !check_tides (self, error))
    return FALSE;
  for (int e = 0; e < self->n_people; e++)
    if (!check_person (self, &self->people[e], error))
      return FALSE;
  return TRUE;
}
