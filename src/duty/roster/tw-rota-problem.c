// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include <string.h>

/*
 * The solver's problem: a copy of the frame's with what stands already. What may not be changed
 * becomes a pin, and nothing new may be put beside it: other days and the past are closed, people
 * of other pools too. Whoever is listed twice works as the first of both entries where both could,
 * so that no roster has anybody at two places at a time.
 */

/* --- copies ---------------------------------------------------------------------------------- */

static void
copy_person (const TwRosterProblem *problem, const TwRosterPerson *from, TwRosterPerson *to)
{
  *to = *from;
  to->name = g_strdup (from->name);
  to->max_of_kind = g_memdup2 (from->max_of_kind, problem->n_kinds * sizeof (int));
  to->spans = g_memdup2 (from->spans, from->n_spans * sizeof *from->spans);
  to->available = g_memdup2 (from->available, problem->n_slots);
  to->wishes = g_memdup2 (from->wishes, from->n_wishes * sizeof *from->wishes);
  to->pins = to->published = NULL;
  to->n_pins = to->n_published = 0;
}

static void
copy_kinds (const TwRosterProblem *from, TwRosterProblem *to)
{
  for (int k = 0; k < from->n_kinds; k++)
    {
      to->kinds[k] = from->kinds[k];
      to->kinds[k].name = g_strdup (from->kinds[k].name);
      to->kinds[k].windows =
          g_memdup2 (from->kinds[k].windows, from->kinds[k].n_windows * sizeof (TwRosterWindow));
    }
}

static void
copy_tides (const TwRosterProblem *from, TwRosterProblem *to)
{
  to->n_tides = from->n_tides;
  to->tides = g_memdup2 (from->tides, from->n_tides * sizeof *from->tides);
  for (int i = 0; i < from->n_tides; i++)
    {
      to->tides[i].name = g_strdup (from->tides[i].name);
      to->tides[i].at = g_memdup2 (from->tides[i].at, from->n_posts);
      to->tides[i].of = g_memdup2 (from->tides[i].of, from->tides[i].of ? from->n_posts : 0);
    }
}

static TwRosterProblem *
copy_problem (const TwRosterProblem *from)
{
  TwRosterProblem *to = g_memdup2 (from, sizeof *from);
  gsize n_cells = (gsize) from->n_posts * from->n_slots;

  to->day_slot = g_memdup2 (from->day_slot, (from->n_days + 1) * sizeof (int));
  to->weekday = g_memdup2 (from->weekday, from->n_days);
  to->clock = g_memdup2 (from->clock, from->n_slots * sizeof (guint16));
  to->posts = g_memdup2 (from->posts, from->n_posts * sizeof *from->posts);
  for (int p = 0; p < from->n_posts; p++)
    to->posts[p].name = g_strdup (from->posts[p].name);
  to->cover = g_memdup2 (from->cover, n_cells * sizeof *from->cover);
  to->travel_slots = g_memdup2 (from->travel_slots,
                                from->travel_slots ? (gsize) from->n_places * from->n_places : 0);
  to->kinds = g_new0 (TwRosterKind, from->n_kinds);
  copy_kinds (from, to);
  to->people = g_new0 (TwRosterPerson, from->n_people);
  for (int e = 0; e < from->n_people; e++)
    copy_person (from, &from->people[e], &to->people[e]);
  copy_tides (from, to);
  return to;
}

/* --- what may change ------------------------------------------------------------------------- */

typedef struct {
  const TwRotaMade *made;
  TwRosterProblem *problem;
  const guint8 *may_touch;
  guint pools;
  int now; /* the first slot that is not past */
} Copy;

static gboolean
pool_may_change (const Copy *self, int e)
{
  return self->pools == 0 || (self->pools >> self->problem->people[e].pool & 1);
}

static gboolean
is_fixed (const Copy *self, const TwShift *shift, const TwRosterShift *as)
{
  int day = tw_roster_problem_day_of (self->problem, as->first);

  return shift->pinned || !pool_may_change (self, shift->person) || as->first < self->now
         || (self->may_touch && !self->may_touch[day]);
}

static void
close_slots (TwRosterPerson *person, int first, int last)
{
  if (person->available && first < last)
    memset (person->available + first, 0, (gsize) (last - first));
}

/*
 * What stands behind the frame stays: rest before it, and no more days in a row with it than there
 * may be. The engine counts no run into it, so the day that would make it too long is closed.
 */
static void
close_ahead (const Copy *self, int e)
{
  TwRosterPerson *person = &self->problem->people[e];
  const TwRosterAhead *ahead = &self->made->frame.terms[e].ahead;
  int n_days = self->problem->n_days, n_slots = self->problem->n_slots;
  int free_days = person->max_run - ahead->run_days; /* that may be worked before it */

  if (ahead->has_next)
    close_slots (person,
                 MAX (0, n_slots - person->rest_slots
                             + ahead->until_next_min / self->problem->slot_minutes),
                 n_slots);
  if (person->max_run > 0 && ahead->run_days > 0 && person->run_before + n_days > free_days)
    {
      int day = CLAMP (n_days - 1 - free_days, 0, n_days - 1);
      close_slots (person, self->problem->day_slot[day], self->problem->day_slot[day + 1]);
    }
}

static void
close_person (const Copy *self, int e)
{
  TwRosterPerson *person = &self->problem->people[e];
  const int *day_slot = self->problem->day_slot;

  if (!pool_may_change (self, e))
    close_slots (person, 0, self->problem->n_slots);
  for (int d = 0; self->may_touch && d < self->problem->n_days; d++)
    if (!self->may_touch[d])
      close_slots (person, day_slot[d], day_slot[d + 1]);
  close_slots (person, 0, self->now);
  close_ahead (self, e);
}

static void
close_doubles (const Copy *self)
{
  const int *same_as = self->made->frame.same_as;

  for (int e = 0; same_as && e < self->problem->n_people; e++)
    for (int other = same_as[e]; other >= 0 && other != e; other = same_as[other])
      for (int t = 0; other > e && t < self->problem->n_slots; t++)
        if (self->problem->people[e].available[t])
          self->problem->people[other].available[t] = 0;
}

/* Adds a copy of @shift, which is taken, in its place by time. */
static void
insert_shift (TwRosterShift **shifts, int *n, TwRosterShift shift)
{
  int at = *n;

  *shifts = g_renew (TwRosterShift, *shifts, *n + 1);
  for (; at > 0 && (*shifts)[at - 1].first > shift.first; at--)
    (*shifts)[at] = (*shifts)[at - 1];
  (*shifts)[at] = shift;
  (*n)++;
}

/* FALSE: the shift has no place in a plan. */
static gboolean
convert (const TwRotaFrame *frame, const TwShift *shift, TwRosterShift *ret)
{
  if (shift->person < 0 || shift->kind < 0 || shift->from_us < frame->from_us
      || shift->from_us >= frame->to_us)
    return FALSE;
  tw_rota_frame_to_roster_shift (frame, shift, ret);
  if (ret->first < ret->last && ret->n_blocks > 0)
    return TRUE;
  tw_roster_shift_clear (ret);
  return FALSE;
}

static void
add_pins (const Copy *self, GPtrArray *shifts)
{
  for (guint i = 0; shifts && i < shifts->len; i++)
    {
      const TwShift *shift = shifts->pdata[i];
      TwRosterShift as;
      if (!convert (&self->made->frame, shift, &as))
        continue;
      if (is_fixed (self, shift, &as))
        {
          TwRosterPerson *person = &self->problem->people[shift->person];
          insert_shift (&person->pins, &person->n_pins, as);
        }
      else
        {
          tw_roster_shift_clear (&as);
        }
    }
}

static void
add_published (const Copy *self, GPtrArray *published)
{
  for (guint i = 0; published && i < published->len; i++)
    {
      const TwShift *shift = published->pdata[i];
      TwRosterShift as;
      if (!convert (&self->made->frame, shift, &as))
        continue;
      TwRosterPerson *person = &self->problem->people[shift->person];
      insert_shift (&person->published, &person->n_published, as);
    }
}

TwRosterProblem *
tw_rota_frame_dup_problem (TwRotaFrame *self, GPtrArray *shifts, GPtrArray *published,
                           const guint8 *may_touch, guint pools)
{
  g_return_val_if_fail (self, NULL);
  const TwRotaMade *made = (const TwRotaMade *) self;
  Copy copy = { .made = made,
                .problem = copy_problem (self->problem),
                .may_touch = may_touch,
                .pools = pools,
                .now = tw_rota_frame_slot_of (self, self->read_us + TW_US_PER_SLOT - 1) };

  for (int e = 0; e < copy.problem->n_people; e++)
    {
      copy.problem->people[e].max_of_kind =
          g_memdup2 (made->barred_kinds[e],
                     made->barred_kinds[e] ? copy.problem->n_kinds * sizeof (int) : 0);
      close_person (&copy, e);
    }
  close_doubles (&copy);
  add_pins (&copy, shifts);
  add_published (&copy, published);
  return copy.problem;
}

TwRosterPlan *
tw_rota_frame_dup_plans (const TwRotaFrame *self, GPtrArray *shifts)
{
  g_return_val_if_fail (self, NULL);
  TwRosterPlan *plans = g_new0 (TwRosterPlan, MAX (1, self->problem->n_people));

  for (guint i = 0; shifts && i < shifts->len; i++)
    {
      const TwShift *shift = shifts->pdata[i];
      TwRosterShift as;
      if (convert (self, shift, &as))
        insert_shift (&plans[shift->person].shifts, &plans[shift->person].n_shifts, as);
    }
  return plans;
}
