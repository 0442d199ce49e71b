// SPDX-License-Identifier: Apache-2.0
/*
 * A roster of the engine as shifts again. What stayed the same stays the very shift it was, pins
 * and notes included; a person's shift that moved within its day stays the same document, as does a
 * shift that went to somebody else as it was; so the list of changes is as short as the change.
 */
#include "config.h"

#include "duty/roster/tw-rota-proposal.h"

#include "base/tw-id.h"
#include "duty/roster/tw-rota-words.h"
#include "roster/tw-roster-shortages.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_SHORTAGES 200

/* --- shifts of plans -------------------------------------------------------------------------- */

/* A shift of one side. */
typedef struct {
  TwShift *shift;
  TwRosterShift as;
  int person;
  gboolean used;
} Side;

typedef struct {
  const TwRotaFrame *frame;
  const char *origin;
  GArray *before, *after; /* Side; the after ones have no shift yet */
  GPtrArray *ret;
} Match;

static gboolean
same_hours_and_posts (const TwRosterShift *a, const TwRosterShift *b)
{
  if (a->first != b->first || a->last != b->last || a->n_blocks != b->n_blocks)
    return FALSE;
  for (int i = 0; i < a->n_blocks; i++)
    if (a->blocks[i].post != b->blocks[i].post || a->blocks[i].first != b->blocks[i].first
        || a->blocks[i].last != b->blocks[i].last)
      return FALSE;
  return TRUE;
}

static gboolean
is_same_row (const Match *self, const Side *a, const Side *b)
{
  return a->person == b->person && a->as.kind == b->as.kind
         && same_hours_and_posts (&a->as, &b->as);
}

static gboolean
is_same_day (const Match *self, const Side *a, const Side *b)
{
  return a->person == b->person
         && tw_roster_problem_day_of (self->frame->problem, a->as.first)
                == tw_roster_problem_day_of (self->frame->problem, b->as.first);
}

/* Another pool has its own kind for the same hours. */
static gboolean
is_same_work (const Match *self, const Side *a, const Side *b)
{
  return !a->shift->pinned && same_hours_and_posts (&a->as, &b->as);
}

/* The new work in the old document; what was allowed for the old work is not for the new one. */
static TwShift *
take_over (const Match *self, const TwShift *before, const Side *after)
{
  TwShift *shift = tw_rota_frame_from_roster_shift (self->frame, after->person, &after->as);

  shift->id = g_strdup (before->id);
  shift->rev = g_strdup (before->rev);
  shift->note = g_strdup (before->note);
  shift->pinned = before->pinned;
  g_free (shift->origin);
  shift->origin = g_strdup (self->origin);
  return shift;
}

typedef gboolean (*PairFunc) (const Match *self, const Side *a, const Side *b);

static void
pair (Match *self, Side *a, Side *b, gboolean keep)
{
  a->used = b->used = TRUE;
  g_ptr_array_add (self->ret, keep ? tw_shift_ref (a->shift) : take_over (self, a->shift, b));
}

/* Both sides are in order of person: one sweep for what stays with its person. */
static void
pair_within (Match *self, PairFunc fits, gboolean keep)
{
  guint from = 0;

  for (guint i = 0; i < self->before->len; i++)
    {
      Side *a = &g_array_index (self->before, Side, i);

      while (from < self->after->len && g_array_index (self->after, Side, from).person < a->person)
        from++;
      for (guint j = from; !a->used && j < self->after->len; j++)
        {
          Side *b = &g_array_index (self->after, Side, j);

          if (b->person > a->person)
            break;
          if (!b->used && fits (self, a, b))
            pair (self, a, b, keep);
        }
    }
}

static void
pair_between (Match *self)
{
  for (guint i = 0; i < self->before->len; i++)
    {
      Side *a = &g_array_index (self->before, Side, i);

      for (guint j = 0; !a->used && j < self->after->len; j++)
        {
          Side *b = &g_array_index (self->after, Side, j);

          if (!b->used && is_same_work (self, a, b))
            pair (self, a, b, FALSE);
        }
    }
}

static void
add_new (Match *self)
{
  gint64 now_us = g_get_real_time ();

  for (guint j = 0; j < self->after->len; j++)
    {
      Side *b = &g_array_index (self->after, Side, j);
      TwShift *shift;

      if (b->used)
        continue;
      shift = tw_rota_frame_from_roster_shift (self->frame, b->person, &b->as);
      shift->id = tw_id_new ("shift", now_us, NULL);
      g_free (shift->origin);
      shift->origin = g_strdup (self->origin);
      g_ptr_array_add (self->ret, shift);
    }
}

static int
compare_sides (gconstpointer a, gconstpointer b)
{
  const Side *x = a, *y = b;

  return x->person != y->person ? x->person - y->person : x->as.first - y->as.first;
}

static void
list_before (Match *self, GPtrArray *before)
{
  for (guint i = 0; i < before->len; i++)
    {
      Side side = { .shift = before->pdata[i] };

      side.person = side.shift->person;
      if (!tw_rota_is_planned (self->frame, side.shift))
        {
          g_ptr_array_add (self->ret, tw_shift_ref (side.shift));
          continue;
        }
      tw_rota_plan_shift (self->frame, side.shift, &side.as);
      g_array_append_val (self->before, side);
    }
  g_array_sort (self->before, compare_sides);
}

static void
list_after (Match *self, const TwRosterPlan *plans)
{
  for (int e = 0; e < self->frame->problem->n_people; e++)
    for (int s = 0; s < plans[e].n_shifts; s++)
      {
        Side side = { .as = plans[e].shifts[s], .person = e };

        g_array_append_val (self->after, side);
      }
}

GPtrArray *
tw_rota_shifts_of_plans (const TwRotaFrame *frame, GPtrArray *before, const TwRosterPlan *plans,
                         const char *origin)
{
  Match match = { .frame = frame, .origin = origin };

  match.before = g_array_new (FALSE, FALSE, sizeof (Side));
  match.after = g_array_new (FALSE, FALSE, sizeof (Side));
  match.ret = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
  list_before (&match, before);
  list_after (&match, plans);
  pair_within (&match, is_same_row, TRUE);
  pair_within (&match, is_same_day, FALSE);
  pair_between (&match);
  add_new (&match);
  for (guint i = 0; i < match.before->len; i++)
    tw_roster_shift_clear (&g_array_index (match.before, Side, i).as);
  g_array_unref (match.before);
  g_array_unref (match.after);
  g_ptr_array_sort (match.ret, tw_shift_compare_pointers);
  return match.ret;
}

/* --- shortages -------------------------------------------------------------------------------- */

static int
compare_shortages (gconstpointer a, gconstpointer b)
{
  const TwRosterShortage *x = a, *y = b;

  if (x->cost != y->cost)
    return x->cost > y->cost ? -1 : 1;
  return x->first - y->first;
}

static const char *
reason_of (TwRosterShortageKind kind)
{
  switch (kind)
    {
    case TW_ROSTER_SHORTAGE_NOBODY:
      return _ ("nobody is qualified");
    case TW_ROSTER_SHORTAGE_NO_SHIFT:
      return _ ("nobody qualified is available then");
    case TW_ROSTER_SHORTAGE_TOO_FEW:
      return _ ("too few qualified people are available then");
    case TW_ROSTER_SHORTAGE_ELSEWHERE:
      return _ ("those who could are needed elsewhere or have worked enough");
    case TW_ROSTER_SHORTAGE_SHARE:
    default:
      return "";
    }
}

static const char *
tide_name (const TwRotaFrame *frame, int tide)
{
  for (guint i = 0; i < frame->tides->len; i++)
    if (((TwRotaTide *) frame->tides->pdata[i])->tide == tide)
      return ((TwRotaTide *) frame->tides->pdata[i])->name;
  return "";
}

static char *
say_shortage (const TwRotaFrame *frame, const TwRosterShortage *s)
{
  g_autofree char *when = tw_rota_dup_times (tw_rota_frame_slot_us (frame, s->first),
                                             tw_rota_frame_slot_us (frame, s->last), frame->zone);

  if (s->tide != TW_ROSTER_NONE)
    /* Translators: a tide rule, day and hours, heads (with one decimal). */
    return g_strdup_printf (_ ("%s, %s: %.1f heads short of the share"), tide_name (frame, s->tide),
                            when, s->missing);
  /* Translators: a post, day and hours, heads, why. */
  return g_strdup_printf (_ ("%s, %s: %d missing, %s"), tw_rota_post_label (frame, s->post), when,
                          (int) lround (s->missing), reason_of (s->kind));
}

GPtrArray *
tw_rota_list_shortages (const TwRotaFrame *frame, const TwRosterProblem *problem,
                        const TwRosterPlan *plans)
{
  g_autoptr (GArray) found = tw_roster_shortages (problem, plans);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  g_array_sort (found, compare_shortages);
  for (guint i = 0; i < MIN (found->len, MAX_SHORTAGES); i++)
    g_ptr_array_add (texts, say_shortage (frame, &g_array_index (found, TwRosterShortage, i)));
  if (found->len > MAX_SHORTAGES)
    g_ptr_array_add (texts,
                     g_strdup_printf (_ ("and %u smaller ones"), found->len - MAX_SHORTAGES));
  return texts;
}

/* --- proposals -------------------------------------------------------------------------------- */

void
tw_rota_proposal_free (TwRotaProposal *proposal)
{
  TwRotaMadeProposal *self = (TwRotaMadeProposal *) proposal;

  if (proposal == NULL)
    return;
  g_clear_pointer (&proposal->before, g_ptr_array_unref);
  g_clear_pointer (&proposal->after, g_ptr_array_unref);
  g_clear_pointer (&proposal->changes, g_ptr_array_unref);
  g_clear_pointer (&proposal->shortages, g_ptr_array_unref);
  g_clear_pointer (&self->picture, tw_rota_picture_free);
  g_clear_pointer (&self->frame, tw_rota_frame_unref);
  g_free (self);
}

static GPtrArray *
copy_list (GPtrArray *shifts)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);

  for (guint i = 0; i < shifts->len; i++)
    g_ptr_array_add (copy, tw_shift_ref (shifts->pdata[i]));
  return copy;
}

TwRotaQuestion *
tw_rota_question_new (TwRota *self)
{
  TwRotaQuestion *question = g_new0 (TwRotaQuestion, 1);
  TwRotaPicture *picture = self->picture;

  question->store = tw_store_ref (self->store);
  question->frame = tw_rota_frame_ref (picture->frame);
  question->shifts = copy_list (picture->shifts);
  question->published = copy_list (picture->published);
  question->score = picture->score;
  question->now_us = tw_duty_now_us (self->duty);
  question->n_edits = self->n_edits;
  return question;
}

void
tw_rota_question_clear (TwRotaQuestion *self)
{
  tw_store_unref (self->store);
  tw_rota_frame_unref (self->frame);
  g_ptr_array_unref (self->shifts);
  g_ptr_array_unref (self->published);
}

/* For each day of the frame whether people were told of it. */
static guint8 *
list_told_days (const TwRotaQuestion *self)
{
  int n = (int) self->frame->days->len;
  guint8 *told = g_malloc0 (n + 1);

  for (guint i = 0; i < self->published->len; i++)
    {
      int day = tw_rota_day_of (self->frame, ((TwShift *) self->published->pdata[i])->from_us);

      if (day >= 0 && day < n)
        told[day] = 1;
    }
  return told;
}

static gboolean
is_settled (const TwRotaQuestion *self, const guint8 *told, const TwShift *shift, gint64 frozen_us)
{
  int day = tw_rota_day_of (self->frame, shift->from_us);

  return shift->to_us > self->frame->to_us || shift->from_us < self->now_us
         || (shift->from_us < frozen_us && day >= 0 && day < (int) self->frame->days->len
             && told[day]);
}

static void
close_frozen (const TwRotaQuestion *self, gint64 frozen_us, TwRosterProblem *problem)
{
  g_autofree guint8 *told = list_told_days (self);

  for (int t = 0; t < problem->n_slots; t++)
    {
      gint64 at_us = tw_rota_frame_slot_us (self->frame, t);

      if (at_us >= self->now_us
          && (at_us >= frozen_us || !told[tw_roster_problem_day_of (problem, t)]))
        continue;
      for (int e = 0; e < problem->n_people; e++)
        problem->people[e].available[t] = 0;
    }
}

GPtrArray *
tw_rota_question_list_shifts (const TwRotaQuestion *self, gint64 frozen_us)
{
  GPtrArray *list = copy_list (self->shifts);
  g_autofree guint8 *told = list_told_days (self);

  for (guint i = 0; i < list->len; i++)
    {
      TwShift *shift = list->pdata[i], *copy;

      if (shift->pinned || !is_settled (self, told, shift, frozen_us))
        continue;
      copy = tw_shift_copy (shift);
      copy->pinned = TRUE;
      tw_shift_unref (shift);
      list->pdata[i] = copy;
    }
  return list;
}

TwRosterProblem *
tw_rota_question_dup_problem (const TwRotaQuestion *self, const guint8 *may_touch, guint pools)
{
  gint64 frozen_us = self->now_us + TW_ROTA_FROZEN_US;
  g_autoptr (GPtrArray) shifts = tw_rota_question_list_shifts (self, frozen_us);
  TwRosterProblem *problem =
      tw_rota_frame_dup_problem (self->frame, shifts, self->published, may_touch, pools);

  close_frozen (self, frozen_us, problem);
  return problem;
}

/* Hundreds of documents are written in the worker, not when the officer presses the button. */
static GHashTable *
make_bodies (TwRotaFrame *frame, GPtrArray *before, GPtrArray *after)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  GHashTable *bodies =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);

  for (guint i = 0; i < before->len; i++)
    g_hash_table_add (kept, before->pdata[i]);
  for (guint i = 0; i < after->len; i++)
    {
      TwShift *shift = after->pdata[i];

      if (!g_hash_table_contains (kept, shift))
        g_hash_table_insert (bodies, g_strdup (shift->id),
                             tw_rota_frame_write_shift (frame, shift));
    }
  return bodies;
}

TwRotaProposal *
tw_rota_question_answer (const TwRotaQuestion *self, const TwRosterProblem *problem,
                         const TwRosterPlan *plans, const char *origin, GError **error)
{
  TwRotaMadeProposal *made = g_new0 (TwRotaMadeProposal, 1);
  TwRotaProposal *proposal = &made->proposal;
  TwDayDoc **days = tw_rota_read_days (self->frame, self->store, error);

  if (days == NULL)
    {
      g_free (made);
      return NULL;
    }
  made->frame = tw_rota_frame_ref (self->frame);
  made->n_edits = self->n_edits;
  proposal->before = copy_list (self->shifts);
  proposal->after = tw_rota_shifts_of_plans (self->frame, self->shifts, plans, origin);
  proposal->changes = tw_rota_diff (self->frame, proposal->before, proposal->after);
  proposal->shortages = tw_rota_list_shortages (self->frame, problem, plans);
  made->picture = tw_rota_picture_new (self->frame, copy_list (proposal->after),
                                       copy_list (self->published), days, self->now_us);
  made->picture->bodies = make_bodies (self->frame, proposal->before, proposal->after);
  proposal->score_before = self->score;
  proposal->score_after = made->picture->score;
  proposal->gap = -1;
  return proposal;
}

/* --- applying --------------------------------------------------------------------------------- */

/* The shifts of a proposal, in terms of a frame that has been read anew since. */
static GPtrArray *
translate (GPtrArray *shifts, TwRotaFrame *from, TwRotaFrame *to)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);

  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *shift = shifts->pdata[i], *same;
      TwDoc doc = { .id = shift->id, .rev = shift->rev };

      doc.body = tw_rota_frame_write_shift (from, shift);
      same = tw_rota_frame_parse_shift (to, &doc, NULL);
      json_object_unref (doc.body);
      if (same != NULL && same->to_us > to->from_us && same->from_us < to->to_us)
        g_ptr_array_add (list, same);
      else if (same != NULL)
        tw_shift_unref (same);
    }
  return list;
}

static gboolean
stands_as_it_was (TwRotaPicture *picture, GPtrArray *before)
{
  if (before->len != picture->shifts->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    {
      TwShift *then = before->pdata[i];
      TwShift *now = g_hash_table_lookup (picture->by_id, then->id);

      if (now != then
          && (now == NULL || !tw_shift_same_work (then, now) || now->pinned != then->pinned))
        return FALSE;
    }
  return TRUE;
}

static GArray *
list_turns (TwRotaPicture *picture, GPtrArray *after)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *turns = g_array_new (FALSE, TRUE, sizeof (TwRotaTurn));

  for (guint i = 0; i < after->len; i++)
    {
      TwShift *shift = after->pdata[i];
      TwShift *now = g_hash_table_lookup (picture->by_id, shift->id);
      TwRotaTurn turn = { now, shift };

      g_hash_table_add (kept, shift->id);
      if (now == shift || (now != NULL && tw_shift_same_work (now, shift)))
        continue;
      if (now != NULL)
        tw_shift_ref (now);
      tw_shift_ref (shift);
      g_array_append_val (turns, turn);
    }
  for (guint i = 0; i < picture->shifts->len; i++)
    {
      TwRotaTurn turn = { picture->shifts->pdata[i], NULL };

      if (g_hash_table_contains (kept, turn.before->id))
        continue;
      tw_shift_ref (turn.before);
      g_array_append_val (turns, turn);
    }
  return turns;
}

/* Own writes may have been acknowledged since: what stays has its newest revision. */
static void
take_newest (TwRotaPicture *made, TwRotaPicture *now)
{
  g_autoptr (GPtrArray) shifts = copy_list (made->shifts);

  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *then = shifts->pdata[i];
      TwShift *shift = g_hash_table_lookup (now->by_id, then->id);

      if (shift != NULL && shift != then && tw_shift_same_work (shift, then))
        tw_rota_picture_swap (made, then, shift);
    }
}

gboolean
tw_rota_apply (TwRota *self, TwRotaProposal *proposal, const char *label, GError **error)
{
  TwRotaMadeProposal *made = (TwRotaMadeProposal *) proposal;
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  gboolean same_frame, untouched, done;
  TwDocStep *step;
  GArray *turns;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && proposal != NULL, FALSE);
  same_frame = made->frame == self->picture->frame;
  untouched = same_frame && made->n_edits == self->n_edits && made->picture != NULL;
  before = same_frame ? g_ptr_array_ref (proposal->before)
                      : translate (proposal->before, made->frame, self->picture->frame);
  after = same_frame ? g_ptr_array_ref (proposal->after)
                     : translate (proposal->after, made->frame, self->picture->frame);
  if (!untouched && !stands_as_it_was (self->picture, before))
    return tw_rota_refuse (error, _ ("Shifts have changed since this was worked out: make the "
                                     "proposal anew"));
  if (untouched)
    take_newest (made->picture, self->picture);
  turns = list_turns (self->picture, after);
  done = turns->len == 0
         || tw_rota_turn (self, turns, untouched ? &made->picture : NULL, label, &step, error);
  if (done && turns->len > 0)
    {
      tw_rota_queue_step (self, step);
      tw_rota_emit_changed (self);
    }
  tw_rota_turns_free (turns);
  return done;
}
