// SPDX-License-Identifier: Apache-2.0
/*
 * Ways out of a conflict. Each kind of break names its natural way, as data; where that does not
 * do, the shift is handed back. A way is only offered when the person, judged once more with it,
 * has lost exactly this conflict and won none: so pressing the button cannot make anything worse.
 */
#include "config.h"

#include "duty/roster/tw-rota-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const TwFixKind natural[TW_ROSTER_N_BREAKS] = {
  [TW_ROSTER_BREAK_HORIZON] = TW_FIX_DELETE,   [TW_ROSTER_BREAK_BLOCKS] = TW_FIX_DELETE,
  [TW_ROSTER_BREAK_OVERLAP] = TW_FIX_OPEN,     [TW_ROSTER_BREAK_TWO_POOLS] = TW_FIX_OPEN,
  [TW_ROSTER_BREAK_TWICE_A_DAY] = TW_FIX_OPEN, [TW_ROSTER_BREAK_REST] = TW_FIX_MOVE,
  [TW_ROSTER_BREAK_REST_AFTER] = TW_FIX_CUT,   [TW_ROSTER_BREAK_EARLY] = TW_FIX_MOVE,
  [TW_ROSTER_BREAK_START] = TW_FIX_MOVE,       [TW_ROSTER_BREAK_LENGTH] = TW_FIX_CUT,
  [TW_ROSTER_BREAK_UNAVAILABLE] = TW_FIX_CUT,  [TW_ROSTER_BREAK_KIND_POOL] = TW_FIX_OPEN,
  [TW_ROSTER_BREAK_KIND_AFTER] = TW_FIX_OPEN,  [TW_ROSTER_BREAK_KIND_COUNT] = TW_FIX_OPEN,
  [TW_ROSTER_BREAK_KIND_POST] = TW_FIX_OPEN,   [TW_ROSTER_BREAK_SKILL] = TW_FIX_OPEN,
  [TW_ROSTER_BREAK_POOL] = TW_FIX_OPEN,        [TW_ROSTER_BREAK_BARRED] = TW_FIX_OPEN,
  [TW_ROSTER_BREAK_TRAVEL] = TW_FIX_WAY,       [TW_ROSTER_BREAK_IDLE] = TW_FIX_WAY,
  [TW_ROSTER_BREAK_SHORT_BLOCK] = TW_FIX_WAY,  [TW_ROSTER_BREAK_NO_MEAL] = TW_FIX_BREAK,
  [TW_ROSTER_BREAK_PIN] = TW_FIX_RESTORE,      [TW_ROSTER_BREAK_FROZEN] = TW_FIX_RESTORE,
  [TW_ROSTER_BREAK_DAY] = TW_FIX_CUT,          [TW_ROSTER_BREAK_AVERAGE_DAY] = TW_FIX_CUT,
  [TW_ROSTER_BREAK_OVERTIME_DAY] = TW_FIX_CUT, [TW_ROSTER_BREAK_OVERTIME_MONTH] = TW_FIX_CUT,
  [TW_ROSTER_BREAK_WEEK] = TW_FIX_CUT,         [TW_ROSTER_BREAK_CONTRACT] = TW_FIX_NONE,
  [TW_ROSTER_BREAK_RUN] = TW_FIX_OPEN,         [TW_ROSTER_BREAK_SHORT_RUN] = TW_FIX_NONE,
  [TW_ROSTER_BREAK_SHORT_OFF] = TW_FIX_NONE,   [TW_ROSTER_BREAK_REST_DAY] = TW_FIX_OPEN,
  [TW_ROSTER_BREAK_WEEKENDS] = TW_FIX_OPEN,
};

/* More tries than this are no help that comes at once. */
#define MAX_TRIES 12

typedef struct {
  TwRotaPicture *picture;
  GPtrArray *before; /* conflicts of the person */
  TwRotaConflict *conflict;
  TwShift *shift; /* borrowed, or NULL */
  TwRotaTurn *ret;
  int tries;
} Search;

static gboolean
knows (GPtrArray *conflicts, const char *key)
{
  for (guint i = 0; i < conflicts->len; i++)
    if (strcmp (((TwRotaConflict *) conflicts->pdata[i])->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* Whether @person, with the turn, has no conflict that was not there before. */
static gboolean
makes_none (const Search *self, int person, const TwRotaTurn *turn, gboolean clears)
{
  g_autoptr (GPtrArray) shifts = tw_rota_picture_list_turned (self->picture, person, turn, 1);
  g_autoptr (GPtrArray) after = tw_rota_judge (self->picture, person, shifts);
  GPtrArray *before =
      person == self->conflict->person ? self->before : self->picture->conflicts[person];

  if (clears && knows (after, self->conflict->key))
    return FALSE;
  for (guint i = 0; i < after->len; i++)
    if (before == NULL || !knows (before, ((TwRotaConflict *) after->pdata[i])->key))
      return FALSE;
  return TRUE;
}

/* Takes @after (transfer full), if it helps. */
static gboolean
try (Search *self, TwShift *before, TwShift *after)
{
  TwRotaTurn turn = { before, after };
  int other = before != NULL && before->person >= 0 ? before->person : self->conflict->person;
  gboolean helps = self->tries++ < MAX_TRIES
                   && makes_none (self, self->conflict->person, &turn, TRUE)
                   && (other == self->conflict->person || makes_none (self, other, &turn, FALSE));

  if (helps)
    *self->ret = (TwRotaTurn){ before != NULL ? tw_shift_ref (before) : NULL, after };
  else
    g_clear_pointer (&after, tw_shift_unref);
  return helps;
}

static gboolean
try_times (Search *self, gint64 from_us, gint64 to_us)
{
  TwShift *after;

  if (from_us >= to_us || from_us < self->picture->frame->from_us)
    return FALSE;
  after = tw_shift_copy (self->shift);
  if (tw_rota_frame_fit_shift (self->picture->frame, after, from_us, to_us))
    return try (self, self->shift, after);
  tw_shift_unref (after);
  return FALSE;
}

/* The same hours, laid out anew: fitting keeps what keeps its length, so it gets another one. */
static gboolean
try_arranged (Search *self)
{
  TwShift *after = tw_shift_copy (self->shift);

  after->to_us -= TW_US_PER_MIN;
  if (tw_rota_frame_fit_shift (self->picture->frame, after, self->shift->from_us,
                               self->shift->to_us))
    return try (self, self->shift, after);
  tw_shift_unref (after);
  return FALSE;
}

static gboolean
try_open (Search *self)
{
  TwShift *after = tw_shift_copy (self->shift);

  after->person = -1;
  return try (self, self->shift, after);
}

/* --- shortening ------------------------------------------------------------------------------- */

/* By how many minutes a shift is too long, as far as the break tells. */
static int
excess_min (const Search *self)
{
  const TwRosterBreak *b = &self->conflict->broken;
  int slot = self->picture->problem.slot_minutes;

  switch ((guint) b->kind)
    {
    case TW_ROSTER_BREAK_LENGTH:
      return (b->actual - b->limit) * slot;
    case TW_ROSTER_BREAK_UNAVAILABLE:
      return b->actual * slot;
    case TW_ROSTER_BREAK_OVERTIME_DAY: /* less of it would only be the smaller conflict */
      return b->actual;
    case TW_ROSTER_BREAK_REST_AFTER:
      return b->limit - b->actual;
    default:
      return b->actual - b->limit;
    }
}

static gboolean
try_cut (Search *self)
{
  gint64 step_us = self->picture->problem.slot_minutes * TW_US_PER_MIN;
  gint64 by_us = excess_min (self) * TW_US_PER_MIN;
  gint64 from_us = self->shift->from_us, to_us = self->shift->to_us;

  /* Rounded up; a little more where breaks and steps of the kind get in the way. */
  by_us = by_us > 0 ? (by_us + step_us - 1) / step_us * step_us : by_us;
  for (int more = 0; more < 4; more++)
    if (try_times (self, from_us, to_us - by_us - more * step_us)
        || (by_us > 0 && try_times (self, from_us + by_us + more * step_us, to_us)))
      return TRUE;
  return FALSE;
}

/* --- moving ----------------------------------------------------------------------------------- */

static gboolean
try_move (Search *self)
{
  const TwRosterBreak *b = &self->conflict->broken;
  gint64 slot_us = self->picture->problem.slot_minutes * TW_US_PER_MIN;
  gint64 from_us = self->shift->from_us, to_us = self->shift->to_us, by_us = slot_us;

  if (b->kind == TW_ROSTER_BREAK_REST)
    by_us = (b->limit - b->actual) * TW_US_PER_MIN;
  else if (b->kind == TW_ROSTER_BREAK_EARLY)
    by_us = (b->limit - b->actual) * slot_us;
  for (int more = 0; more < 4; more++)
    if (try_times (self, from_us + by_us + more * slot_us, to_us + by_us + more * slot_us)
        || try_times (self, from_us + by_us + more * slot_us, to_us)
        || (b->kind == TW_ROSTER_BREAK_START
            && try_times (self, from_us - by_us - more * slot_us, to_us - by_us - more * slot_us)))
      return TRUE;
  return FALSE;
}

/* --- back to what was told -------------------------------------------------------------------- */

static const TwShift *
find_told (const Search *self)
{
  GPtrArray *published = self->picture->published;
  const TwShift *found = NULL;

  if (self->shift != NULL)
    found = g_hash_table_lookup (self->picture->published_by_id, self->shift->id);
  for (guint i = 0; found == NULL && self->conflict->broken.slot >= 0 && i < published->len; i++)
    {
      const TwShift *told = published->pdata[i];

      if (told->person == self->conflict->person
          && tw_rota_frame_slot_of (self->picture->frame, told->from_us)
                 == self->conflict->broken.slot)
        found = told;
    }
  return found;
}

static gboolean
try_restore (Search *self)
{
  const TwShift *told = find_told (self);
  TwShift *after;

  if (told == NULL) /* nobody was told of this one */
    return self->shift != NULL && try_open (self);
  after = tw_shift_copy (told);
  return try (self, self->shift, after);
}

/* --- choosing --------------------------------------------------------------------------------- */

static gboolean
try_kind (Search *self, TwFixKind kind)
{
  if (kind == TW_FIX_NONE || (self->shift == NULL && kind != TW_FIX_RESTORE))
    return FALSE;
  switch (kind)
    {
    case TW_FIX_DELETE:
      return try (self, self->shift, NULL);
    case TW_FIX_OPEN:
      return try_open (self);
    case TW_FIX_CUT:
      return try_cut (self);
    case TW_FIX_MOVE:
      return try_move (self);
    case TW_FIX_BREAK:
    case TW_FIX_WAY:
      return try_arranged (self);
    case TW_FIX_RESTORE:
      return try_restore (self);
    case TW_FIX_NONE:
    default:
      return FALSE;
    }
}

static char *
label_of (const TwRotaFrame *frame, TwFixKind kind, const TwRotaTurn *turn)
{
  g_autofree char *hours =
      turn->after != NULL ? tw_rota_text_hours (frame, turn->after->from_us, turn->after->to_us)
                          : NULL;
  switch (kind)
    {
    case TW_FIX_DELETE:
      return g_strdup (_ ("Take the shift away"));
    case TW_FIX_OPEN:
      return g_strdup (_ ("Make it an open shift"));
    case TW_FIX_CUT:
      return g_strdup_printf (_ ("Change to %s"), hours);
    case TW_FIX_MOVE:
      return g_strdup_printf (_ ("Move to %s"), hours);
    case TW_FIX_BREAK:
      return g_strdup (_ ("Put the break in"));
    case TW_FIX_WAY:
      return g_strdup (_ ("Lay the posts out anew"));
    case TW_FIX_RESTORE:
      return g_strdup (_ ("Back to what was published"));
    case TW_FIX_NONE:
    default:
      return NULL;
    }
}

static TwFixKind
kind_done (TwFixKind wanted, const TwRotaTurn *turn)
{
  return turn->after != NULL && turn->before != NULL && turn->after->person < 0
                 && turn->before->person >= 0
             ? TW_FIX_OPEN
             : wanted;
}

void
tw_rota_find_fix (TwRotaPicture *self, GPtrArray *before, TwRotaConflict *conflict,
                  TwRotaTurn *ret_turn)
{
  Search search = { .picture = self, .before = before, .conflict = conflict, .ret = ret_turn };
  TwFixKind ways[] = { natural[conflict->broken.kind], TW_FIX_OPEN };
  gboolean found = FALSE;

  *ret_turn = (TwRotaTurn){ 0 };
  conflict->fix = TW_FIX_NONE;
  g_clear_pointer (&conflict->fix_label, g_free);
  if (conflict->overridden)
    return;
  search.shift =
      conflict->shift_id != NULL ? g_hash_table_lookup (self->by_id, conflict->shift_id) : NULL;
  if (search.shift != NULL && search.shift->to_us <= self->now_us)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ways) && !found && ways[0] != TW_FIX_NONE; i++)
    {
      search.tries = 0;
      found = try_kind (&search, ways[i]);
      if (found)
        {
          conflict->fix = kind_done (ways[i], ret_turn);
          conflict->fix_label = label_of (self->frame, conflict->fix, ret_turn);
        }
    }
}
