// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster.h"

#include <string.h>

G_DEFINE_QUARK (tw - roster - error - quark, tw_roster_error)

TwRosterProblem *
tw_roster_problem_new (int n_days, int slots_per_day, int slot_minutes, int n_posts, int n_kinds,
                       int n_people)
{
  TwRosterProblem *self = g_new0 (TwRosterProblem, 1);
  self->n_days = n_days;
  self->n_slots = n_days * slots_per_day;
  self->slot_minutes = slot_minutes;
  self->day_slot = g_new (int, n_days + 1);
  self->weekday = g_new (guint8, n_days);
  self->clock = g_new (guint16, self->n_slots);
  for (int d = 0; d <= n_days; d++)
    self->day_slot[d] = d * slots_per_day;
  for (int d = 0; d < n_days; d++)
    self->weekday[d] = d % 7;
  for (int t = 0; t < self->n_slots; t++)
    self->clock[t] = t % slots_per_day;
  self->n_posts = n_posts;
  self->posts = g_new0 (TwRosterPost, n_posts);
  self->cover = g_new0 (TwRosterCover, (gsize) n_posts * self->n_slots);
  for (int p = 0; p < n_posts; p++)
    self->posts[p].place = TW_ROSTER_NONE;
  self->n_kinds = n_kinds;
  self->kinds = g_new0 (TwRosterKind, n_kinds);
  for (int k = 0; k < n_kinds; k++)
    {
      self->kinds[k].post = TW_ROSTER_NONE;
      self->kinds[k].min_slots = self->kinds[k].max_slots = 1;
      self->kinds[k].step_slots = self->kinds[k].start_step = self->kinds[k].min_block = 1;
    }
  self->n_people = n_people;
  self->people = g_new0 (TwRosterPerson, n_people);
  for (int e = 0; e < n_people; e++)
    {
      self->people[e].home = TW_ROSTER_NONE;
      self->people[e].min_run = self->people[e].min_off = 1;
      self->people[e].max_weekends = -1;
    }
  return self;
}

void
tw_roster_shift_clear (TwRosterShift *self)
{
  g_free (self->blocks);
  memset (self, 0, sizeof *self);
}

void
tw_roster_shift_copy (const TwRosterShift *from, TwRosterShift *to)
{
  *to = *from;
  to->blocks = g_memdup2 (from->blocks, from->n_blocks * sizeof *from->blocks);
}

static void
clear_shifts (TwRosterShift *shifts, int n_shifts)
{
  for (int i = 0; i < n_shifts; i++)
    tw_roster_shift_clear (&shifts[i]);
  g_free (shifts);
}

void
tw_roster_plan_clear (TwRosterPlan *self)
{
  clear_shifts (self->shifts, self->n_shifts);
  memset (self, 0, sizeof *self);
}

void
tw_roster_plan_copy (const TwRosterPlan *from, TwRosterPlan *to)
{
  to->n_shifts = from->n_shifts;
  to->shifts = g_new (TwRosterShift, from->n_shifts);
  for (int i = 0; i < from->n_shifts; i++)
    tw_roster_shift_copy (&from->shifts[i], &to->shifts[i]);
}

static void
person_clear (TwRosterPerson *self)
{
  g_free (self->name);
  g_free (self->max_of_kind);
  g_free (self->spans);
  g_free (self->available);
  g_free (self->wishes);
  clear_shifts (self->pins, self->n_pins);
  clear_shifts (self->published, self->n_published);
}

void
tw_roster_problem_free (TwRosterProblem *self)
{
  if (!self)
    return;
  for (int p = 0; p < self->n_posts; p++)
    g_free (self->posts[p].name);
  for (int k = 0; k < self->n_kinds; k++)
    {
      g_free (self->kinds[k].name);
      g_free (self->kinds[k].windows);
    }
  for (int e = 0; e < self->n_people; e++)
    person_clear (&self->people[e]);
  for (int i = 0; i < self->n_tides; i++)
    {
      g_free (self->tides[i].name);
      g_free (self->tides[i].at);
      g_free (self->tides[i].of);
    }
  g_free (self->tides);
  g_free (self->posts);
  g_free (self->cover);
  g_free (self->travel_slots);
  g_free (self->kinds);
  g_free (self->people);
  g_free (self->day_slot);
  g_free (self->weekday);
  g_free (self->clock);
  g_free (self);
}

int
tw_roster_problem_day_of (const TwRosterProblem *self, int slot)
{
  int lo = 0, hi = self->n_days - 1;
  while (lo < hi)
    {
      int mid = (lo + hi + 1) / 2;
      if (self->day_slot[mid] <= slot)
        lo = mid;
      else
        hi = mid - 1;
    }
  return lo;
}

int
tw_roster_problem_way_slots (const TwRosterProblem *self, const TwRosterShift *shift)
{
  int slots = 0, here = TW_ROSTER_NONE;
  for (int b = 0; self->travel_slots && b < shift->n_blocks; b++)
    {
      if (shift->blocks[b].post < 0)
        continue;
      int place = self->posts[shift->blocks[b].post].place;
      if (here >= 0 && place >= 0)
        slots += self->travel_slots[here * self->n_places + place];
      here = place;
    }
  return slots;
}

gboolean
tw_roster_problem_touches_evening (const TwRosterProblem *self, int first, int last)
{
  for (int t = first; t < last; t++)
    if (self->clock[t] >= self->evening.first && self->clock[t] < self->evening.last)
      return TRUE;
  return FALSE;
}

int
tw_roster_problem_shift_minutes (const TwRosterProblem *self, const TwRosterShift *shift)
{
  const TwRosterKind *kind = &self->kinds[shift->kind];
  if (kind->minutes > 0)
    return kind->minutes;
  int slots = shift->last - shift->first;
  if (kind->break_after > 0 && slots > kind->break_after && !kind->break_paid)
    slots -= kind->break_slots;
  return slots * self->slot_minutes;
}
