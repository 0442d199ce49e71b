// SPDX-License-Identifier: Apache-2.0
/*
 * The roster as it stands and what follows from it. Nothing that binds two people is hard, so an
 * edit costs the plans, scores and conflicts of those it touches (and of those who are listed in a
 * second pool), the heads they move, and sums; the days and the list of all conflicts are made when
 * somebody asks.
 */
#include "config.h"

#include "duty/roster/tw-rota-private.h"

#include "store/tw-query-roster.h"

#include <string.h>

int
tw_shift_compare (const TwShift *a, const TwShift *b)
{
  if (a->from_us != b->from_us)
    return a->from_us < b->from_us ? -1 : 1;
  if (a->person != b->person)
    return a->person < b->person ? -1 : 1;
  return g_strcmp0 (a->id, b->id);
}

int
tw_shift_compare_pointers (gconstpointer a, gconstpointer b)
{
  return tw_shift_compare (*(TwShift *const *) a, *(TwShift *const *) b);
}

int
tw_rota_day_of (const TwRotaFrame *frame, gint64 t_us)
{
  guint n = frame->days->len;

  if (n == 0 || t_us < ((TwRotaSpan *) frame->days->pdata[0])->from_us)
    return -1;
  for (guint i = 0; i < n; i++)
    if (t_us < ((TwRotaSpan *) frame->days->pdata[i])->to_us)
      return i;
  return n;
}

/* --- plans ------------------------------------------------------------------------------------ */

gboolean
tw_rota_is_planned (const TwRotaFrame *frame, const TwShift *shift)
{
  return shift->person >= 0 && shift->kind >= 0 && shift->from_us >= frame->from_us
         && shift->from_us < frame->to_us;
}

gboolean
tw_rota_plan_shift (const TwRotaFrame *frame, const TwShift *shift, TwRosterShift *ret)
{
  int end = frame->problem->n_slots;

  tw_rota_frame_to_roster_shift (frame, shift, ret);
  if (ret->last <= end && shift->to_us <= frame->to_us)
    return FALSE;
  while (ret->n_blocks > 0 && ret->blocks[ret->n_blocks - 1].first >= end)
    ret->n_blocks--;
  if (ret->n_blocks > 0)
    ret->blocks[ret->n_blocks - 1].last = MIN (end, ret->blocks[ret->n_blocks - 1].last);
  ret->last = end;
  return TRUE;
}

void
tw_rota_make_plan (const TwRotaFrame *frame, GPtrArray *shifts, TwRosterPlan *ret)
{
  *ret = (TwRosterPlan){ 0, g_new0 (TwRosterShift, shifts->len + 1) };
  for (guint i = 0; i < shifts->len; i++)
    if (tw_rota_is_planned (frame, shifts->pdata[i]))
      tw_rota_plan_shift (frame, shifts->pdata[i], &ret->shifts[ret->n_shifts++]);
}

TwShift *
tw_rota_planned_shift (const TwRotaFrame *frame, GPtrArray *shifts, int index)
{
  for (guint i = 0; index >= 0 && i < shifts->len; i++)
    if (tw_rota_is_planned (frame, shifts->pdata[i]) && index-- == 0)
      return shifts->pdata[i];
  return NULL;
}

/* --- what was published ----------------------------------------------------------------------- */

static void
append_shift (TwRosterShift **shifts, int *n_shifts, const TwRotaFrame *frame, const TwShift *shift)
{
  *shifts = g_renew (TwRosterShift, *shifts, *n_shifts + 1);
  tw_rota_plan_shift (frame, shift, &(*shifts)[(*n_shifts)++]);
}

static void
clear_shifts (TwRosterShift **shifts, int *n_shifts)
{
  for (int i = 0; i < *n_shifts; i++)
    tw_roster_shift_clear (&(*shifts)[i]);
  g_clear_pointer (shifts, g_free);
  *n_shifts = 0;
}

/* Both problems share what was published; only one has pins. */
static void
set_published (TwRotaPicture *self)
{
  for (guint i = 0; i < self->published->len; i++)
    {
      const TwShift *shift = self->published->pdata[i];
      TwRosterPerson *person;

      if (!tw_rota_is_planned (self->frame, shift))
        continue;
      person = &self->problem.people[shift->person];
      append_shift (&person->published, &person->n_published, self->frame, shift);
    }
  for (int e = 0; e < self->problem.n_people; e++)
    {
      self->judged.people[e].published = self->problem.people[e].published;
      self->judged.people[e].n_published = self->problem.people[e].n_published;
    }
}

static void
set_pins (TwRotaPicture *self, int e)
{
  TwRosterPerson *person = &self->problem.people[e];

  clear_shifts (&person->pins, &person->n_pins);
  for (guint i = 0; i < self->of[e]->len; i++)
    {
      const TwShift *shift = self->of[e]->pdata[i];

      if (shift->pinned && tw_rota_is_planned (self->frame, shift))
        append_shift (&person->pins, &person->n_pins, self->frame, shift);
    }
}

/* --- making ----------------------------------------------------------------------------------- */

static int
row_of (const TwRotaPicture *self, const TwShift *shift)
{
  return shift->person >= 0 && shift->person < self->problem.n_people ? shift->person
                                                                      : self->problem.n_people;
}

static void
set_problems (TwRotaPicture *self)
{
  const TwRosterProblem *problem = self->frame->problem;

  self->problem = self->judged = *problem;
  self->problem.people = g_memdup2 (problem->people, sizeof *problem->people * problem->n_people);
  self->judged.people = g_memdup2 (problem->people, sizeof *problem->people * problem->n_people);
  for (int e = 0; e < problem->n_people; e++)
    {
      TwRosterPerson *person = &self->problem.people[e];

      person->pins = self->judged.people[e].pins = NULL;
      person->n_pins = self->judged.people[e].n_pins = 0;
      person->published = NULL;
      person->n_published = 0;
    }
  self->book = (TwRosterBook){ .problem = &self->judged,
                               .terms = self->frame->terms,
                               .first_julian = self->frame->first_julian,
                               .same_as = self->frame->same_as,
                               .plans = self->plans };
  self->view_book = self->book;
  self->view_book.problem = &self->problem;
}

static void
set_frozen (TwRotaPicture *self, gint64 now_us)
{
  self->now_us = now_us;
  self->book.frozen_until = tw_rota_frame_slot_of (self->frame, now_us + TW_ROTA_FROZEN_US);
  self->view_book.frozen_until = self->book.frozen_until;
}

static void
set_own (TwRotaPicture *self, int e)
{
  self->own[e] = (TwRosterScore){ 0 };
  tw_roster_score_person (&self->problem, e, &self->plans[e], &self->own[e]);
}

static void
sum_score (TwRotaPicture *self)
{
  TwRosterScore sum = { .under = self->tally->under,
                        .over = self->tally->over,
                        .tide = self->tally->tide };

  for (int e = 0; e < self->problem.n_people; e++)
    {
      sum.wages += self->own[e].wages;
      sum.wishes += self->own[e].wishes;
      sum.change += self->own[e].change;
      sum.travel += self->own[e].travel;
      sum.fairness += self->own[e].fairness;
    }
  sum.total = sum.under + sum.over + sum.tide + tw_roster_score_get_own (&sum);
  self->score = sum;
}

static void
judge (TwRotaPicture *self, int e)
{
  g_clear_pointer (&self->conflicts[e], g_ptr_array_unref);
  self->conflicts[e] = tw_rota_judge_and_fix (self, e);
}

static void
forget_sums (TwRotaPicture *self)
{
  g_clear_pointer (&self->all_conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->severity, g_hash_table_unref);
  g_clear_pointer (&self->heads, g_free);
  memset (self->stale, 1, self->frame->days->len);
}

static void
index_shifts (TwRotaPicture *self)
{
  int n = self->problem.n_people;

  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->published_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->of = g_new0 (GPtrArray *, n + 1);
  for (int e = 0; e <= n; e++)
    self->of[e] = tw_shift_list_new ();
  g_ptr_array_sort (self->shifts, tw_shift_compare_pointers);
  for (guint i = 0; i < self->shifts->len; i++)
    {
      TwShift *shift = self->shifts->pdata[i];

      g_hash_table_insert (self->by_id, shift->id, shift);
      g_ptr_array_add (self->of[row_of (self, shift)], tw_shift_ref (shift));
    }
  for (guint i = 0; i < self->published->len; i++)
    {
      TwShift *shift = self->published->pdata[i];

      if (shift->id != NULL)
        g_hash_table_insert (self->published_by_id, shift->id, shift);
    }
}

TwRotaPicture *
tw_rota_picture_new (TwRotaFrame *frame, GPtrArray *shifts, GPtrArray *published,
                     TwDayDoc **day_docs, gint64 now_us)
{
  TwRotaPicture *self = g_new0 (TwRotaPicture, 1);
  int n = frame->problem->n_people;

  self->frame = tw_rota_frame_ref (frame);
  self->shifts = shifts;
  self->published = published;
  self->day_docs = day_docs != NULL ? day_docs : g_new0 (TwDayDoc *, frame->days->len + 1);
  self->days = g_new0 (TwRotaDay, frame->days->len + 1);
  self->stale = g_malloc0 (frame->days->len + 1);
  self->plans = g_new0 (TwRosterPlan, n + 1);
  self->own = g_new0 (TwRosterScore, n + 1);
  self->conflicts = g_new0 (GPtrArray *, n + 1);
  set_problems (self);
  index_shifts (self);
  set_published (self);
  set_frozen (self, now_us);
  self->tally = tw_roster_tally_new (&self->problem);
  for (int e = 0; e < n; e++)
    {
      tw_rota_make_plan (frame, self->of[e], &self->plans[e]);
      set_pins (self, e);
      set_own (self, e);
      tw_roster_tally_apply (self->tally, &self->plans[e], 1);
    }
  for (int e = 0; e <= n; e++)
    judge (self, e);
  sum_score (self);
  forget_sums (self);
  return self;
}

static void
clear_people (TwRotaPicture *self)
{
  for (int e = 0; e < self->problem.n_people; e++)
    {
      clear_shifts (&self->problem.people[e].pins, &self->problem.people[e].n_pins);
      clear_shifts (&self->problem.people[e].published, &self->problem.people[e].n_published);
      tw_roster_plan_clear (&self->plans[e]);
    }
  for (int e = 0; e <= self->problem.n_people; e++)
    {
      g_ptr_array_unref (self->of[e]);
      g_ptr_array_unref (self->conflicts[e]);
    }
  g_free (self->problem.people);
  g_free (self->judged.people);
  g_free (self->plans);
  g_free (self->of);
  g_free (self->conflicts);
  g_free (self->own);
}

void
tw_rota_picture_free (TwRotaPicture *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->all_conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->severity, g_hash_table_unref);
  g_clear_pointer (&self->bodies, g_hash_table_unref);
  for (guint i = 0; i < self->frame->days->len; i++)
    {
      tw_day_doc_free (self->day_docs[i]);
      g_free (self->days[i].planner);
      g_free (self->days[i].approver);
    }
  tw_roster_tally_free (self->tally);
  clear_people (self);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->published_by_id);
  g_ptr_array_unref (self->shifts);
  g_ptr_array_unref (self->published);
  g_free (self->day_docs);
  g_free (self->days);
  g_free (self->stale);
  g_free (self->heads);
  tw_rota_frame_unref (self->frame);
  g_free (self);
}

/* --- reading ---------------------------------------------------------------------------------- */

static gboolean
read_published (TwRotaFrame *frame, TwStore *store, GPtrArray *published, GError **error)
{
  const TwRotaSpan *first = frame->days->pdata[0];
  const TwRotaSpan *last = frame->days->pdata[frame->days->len - 1];
  g_autoptr (GPtrArray) docs = tw_query_last_editions (store, first->date, last->date, error);

  for (guint i = 0; docs != NULL && i < docs->len; i++)
    {
      g_autoptr (GPtrArray) shifts =
          tw_rota_read_edition (frame, store, ((TwDoc *) docs->pdata[i])->id, error);

      if (shifts == NULL)
        return FALSE;
      for (guint s = 0; s < shifts->len; s++)
        g_ptr_array_add (published, tw_shift_ref (shifts->pdata[s]));
    }
  return docs != NULL;
}

TwDayDoc **
tw_rota_read_days (TwRotaFrame *frame, TwStore *store, GError **error)
{
  TwDayDoc **docs = g_new0 (TwDayDoc *, frame->days->len + 1);

  for (guint i = 0; i < frame->days->len; i++)
    {
      docs[i] = tw_day_doc_read (store, ((TwRotaSpan *) frame->days->pdata[i])->date, error);
      if (docs[i] != NULL)
        continue;
      while (i-- > 0)
        tw_day_doc_free (docs[i]);
      g_free (docs);
      return NULL;
    }
  return docs;
}

TwRotaPicture *
tw_rota_picture_load (TwStore *store, TwStreet *street, TwOutlook *outlook, gint64 now_us,
                      const TwRotaFrameOptions *options, GError **error)
{
  g_autoptr (TwRotaFrame) frame =
      tw_rota_frame_new (store, street, outlook, now_us, options, error);
  g_autoptr (GPtrArray) published = tw_shift_list_new ();
  g_autoptr (GPtrArray) shifts = NULL;
  TwDayDoc **days;

  if (frame == NULL)
    return NULL;
  shifts = tw_rota_frame_read_shifts (frame, store, error);
  if (shifts == NULL || !read_published (frame, store, published, error))
    return NULL;
  days = tw_rota_read_days (frame, store, error);
  if (days == NULL)
    return NULL;
  return tw_rota_picture_new (frame, g_steal_pointer (&shifts), g_steal_pointer (&published), days,
                              now_us);
}

/* --- changing --------------------------------------------------------------------------------- */

static void
add_once (GArray *people, int e)
{
  for (guint i = 0; i < people->len; i++)
    if (g_array_index (people, int, i) == e)
      return;
  g_array_append_val (people, e);
}

GArray *
tw_rota_picture_list_touched (TwRotaPicture *self, const TwRotaTurn *turns, guint n)
{
  g_autofree guint8 *seen = g_malloc0 (self->problem.n_people + 1);
  GArray *people = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < n; i++)
    for (int side = 0; side < 2; side++)
      {
        const TwShift *shift = side ? turns[i].after : turns[i].before;
        int e = shift != NULL ? row_of (self, shift) : self->problem.n_people;

        if (seen[e] || e == self->problem.n_people)
          continue;
        seen[e] = 1;
        g_array_append_val (people, e);
      }
  return people;
}

GPtrArray *
tw_rota_picture_list_turned (TwRotaPicture *self, int person, const TwRotaTurn *turns, guint n)
{
  GPtrArray *shifts = tw_shift_list_new ();

  for (guint i = 0; i < self->of[person]->len; i++)
    {
      gboolean goes = FALSE;

      for (guint t = 0; t < n && !goes; t++)
        goes = turns[t].before != NULL
               && strcmp (turns[t].before->id, ((TwShift *) self->of[person]->pdata[i])->id) == 0;
      if (!goes)
        g_ptr_array_add (shifts, tw_shift_ref (self->of[person]->pdata[i]));
    }
  for (guint t = 0; t < n; t++)
    if (turns[t].after != NULL && row_of (self, turns[t].after) == person)
      g_ptr_array_add (shifts, tw_shift_ref (turns[t].after));
  g_ptr_array_sort (shifts, tw_shift_compare_pointers);
  return shifts;
}

static void
turn_lists (TwRotaPicture *self, const TwRotaTurn *turns, guint n)
{
  for (guint i = 0; i < n; i++)
    if (turns[i].before != NULL)
      {
        GPtrArray *row = self->of[row_of (self, turns[i].before)];

        g_hash_table_remove (self->by_id, turns[i].before->id);
        g_ptr_array_remove (row, turns[i].before);
      }
  for (guint i = 0; i < n; i++)
    if (turns[i].after != NULL)
      {
        g_hash_table_insert (self->by_id, turns[i].after->id, turns[i].after);
        g_ptr_array_add (self->of[row_of (self, turns[i].after)], tw_shift_ref (turns[i].after));
        g_ptr_array_sort (self->of[row_of (self, turns[i].after)], tw_shift_compare_pointers);
      }
}

static void
swap_in (GPtrArray *shifts, TwShift *before, TwShift *after)
{
  guint i;

  if (!g_ptr_array_find (shifts, before, &i))
    return;
  shifts->pdata[i] = tw_shift_ref (after);
  tw_shift_unref (before);
}

void
tw_rota_picture_swap (TwRotaPicture *self, TwShift *before, TwShift *after)
{
  g_autoptr (TwShift) keep = tw_shift_ref (before);

  g_hash_table_replace (self->by_id, after->id, after);
  swap_in (self->shifts, before, after);
  swap_in (self->of[row_of (self, before)], before, after);
}

/* All shifts again, from the hash: what went lives until here. */
static void
list_shifts (TwRotaPicture *self)
{
  g_autoptr (GPtrArray) old = self->shifts;
  GHashTableIter iter;
  gpointer shift;

  self->shifts = tw_shift_list_new ();
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &shift))
    g_ptr_array_add (self->shifts, tw_shift_ref (shift));
  g_ptr_array_sort (self->shifts, tw_shift_compare_pointers);
}

static void
plan_again (TwRotaPicture *self, int e)
{
  tw_roster_tally_apply (self->tally, &self->plans[e], -1);
  tw_roster_plan_clear (&self->plans[e]);
  tw_rota_make_plan (self->frame, self->of[e], &self->plans[e]);
  tw_roster_tally_apply (self->tally, &self->plans[e], 1);
  set_pins (self, e);
  set_own (self, e);
}

/* Also those who are the same human being. */
static void
judge_all (TwRotaPicture *self, GArray *people)
{
  const int *same_as = self->frame->same_as;
  guint n = people->len;

  for (guint i = 0; same_as != NULL && i < n; i++)
    for (int e = g_array_index (people, int, i), o = same_as[e]; o >= 0 && o != e; o = same_as[o])
      add_once (people, o);
  for (guint i = 0; i < people->len; i++)
    judge (self, g_array_index (people, int, i));
  judge (self, self->problem.n_people);
}

void
tw_rota_picture_turn (TwRotaPicture *self, const TwRotaTurn *turns, guint n)
{
  g_autoptr (GArray) people = tw_rota_picture_list_touched (self, turns, n);

  turn_lists (self, turns, n);
  list_shifts (self);
  for (guint i = 0; i < people->len; i++)
    plan_again (self, g_array_index (people, int, i));
  judge_all (self, people);
  sum_score (self);
  forget_sums (self);
}

void
tw_rota_picture_judge_all (TwRotaPicture *self)
{
  for (int e = 0; e < self->problem.n_people; e++)
    judge (self, e);
  forget_sums (self);
}

void
tw_rota_picture_set_now (TwRotaPicture *self, gint64 now_us)
{
  int before = self->book.frozen_until;

  set_frozen (self, now_us);
  if (before == self->book.frozen_until || self->published->len == 0)
    return;
  for (int e = 0; e < self->problem.n_people; e++)
    if (self->judged.people[e].n_published > 0 || self->of[e]->len > 0)
      judge (self, e);
  forget_sums (self);
}

/* --- days ------------------------------------------------------------------------------------- */

void
tw_rota_picture_set_day_doc (TwRotaPicture *self, guint day, TwDayDoc *doc)
{
  g_return_if_fail (day < self->frame->days->len);
  tw_day_doc_free (self->day_docs[day]);
  self->day_docs[day] = doc;
  self->stale[day] = 1;
}

static GPtrArray *
of_day (const TwRotaPicture *self, GPtrArray *shifts, guint day)
{
  GPtrArray *found = tw_shift_list_new ();

  for (guint i = 0; i < shifts->len; i++)
    if (tw_rota_day_of (self->frame, ((TwShift *) shifts->pdata[i])->from_us) == (int) day)
      g_ptr_array_add (found, tw_shift_ref (shifts->pdata[i]));
  return found;
}

static TwDayState
state_of (const TwDayDoc *doc, const TwRotaDay *day)
{
  TwDayState kept = doc != NULL ? doc->state : TW_DAY_EMPTY;

  if (kept == TW_DAY_SUBMITTED || kept == TW_DAY_APPROVED)
    return kept;
  if (day->edition > 0 && day->n_changes == 0)
    return TW_DAY_PUBLISHED;
  return day->n_shifts == 0 && day->edition == 0 ? TW_DAY_EMPTY : TW_DAY_DRAFT;
}

static void
count_conflicts (TwRotaPicture *self, guint d, TwRotaDay *day)
{
  day->n_red = day->n_yellow = 0;
  for (int e = 0; e <= self->problem.n_people; e++)
    for (guint i = 0; i < self->conflicts[e]->len; i++)
      {
        const TwRotaConflict *conflict = self->conflicts[e]->pdata[i];

        if (conflict->day != (int) d)
          continue;
        day->n_red += conflict->severity == TW_ROSTER_SEVERITY_RED && !conflict->overridden;
        day->n_yellow += conflict->severity == TW_ROSTER_SEVERITY_YELLOW;
      }
}

static void
fill_day (TwRotaPicture *self, guint d)
{
  TwRotaDay *day = &self->days[d];
  const TwDayDoc *doc = self->day_docs[d];
  g_autoptr (GPtrArray) shifts = of_day (self, self->shifts, d);

  day->edition = doc != NULL ? doc->edition : 0;
  day->n_shifts = shifts->len;
  day->n_changes = 0;
  if (day->edition > 0)
    {
      g_autoptr (GPtrArray) published = of_day (self, self->published, d);
      g_autoptr (GPtrArray) changes = tw_rota_diff (self->frame, published, shifts);

      day->n_changes = changes->len;
    }
  g_free (day->planner);
  g_free (day->approver);
  day->planner = doc != NULL ? g_strdup (doc->planner) : NULL;
  day->approver = doc != NULL ? g_strdup (doc->approver) : NULL;
  count_conflicts (self, d, day);
  day->state = state_of (doc, day);
  self->stale[d] = 0;
}

const TwRotaDay *
tw_rota_picture_get_day (TwRotaPicture *self, guint day)
{
  g_return_val_if_fail (day < self->frame->days->len, NULL);
  if (self->stale[day])
    fill_day (self, day);
  return &self->days[day];
}
