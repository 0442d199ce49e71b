// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include <string.h>

/*
 * Fitting a shift to other times. Moved without another length it keeps everything; else its posts
 * keep their shares of the work, no block being shorter than the kind allows, and the meal break is
 * put nearest to the middle: into the block that holds it where both halves stay long enough, else
 * between two posts. What has no room is dropped, the shortest first.
 */

typedef struct {
  int post;
  int slots; /* as it was, then as it will be */
} Part;

typedef struct {
  const TwRotaFrame *frame;
  const TwRosterKind *kind; /* or NULL */
  GArray *parts;            /* Part */
  int total, min_block, break_slots;
  int break_part; /* the break is within it .. */
  int break_gap;  /* .. or in the gap after this part; -1: neither */
} Fit;

static Part *
part_at (const Fit *self, guint i)
{
  return &g_array_index (self->parts, Part, i);
}

/* How badly a kind suits a shift: length first, then where it begins. */
static int
misfit (const TwRotaFrame *frame, const TwRosterKind *kind, gint64 from_us, int slots)
{
  TwLocalTime local;
  int out = MAX (0, MAX (kind->min_slots - slots, slots - kind->max_slots));
  int step = out == 0 && (slots - kind->min_slots) % kind->step_slots != 0;

  tw_time_to_local (from_us, frame->zone, &local);
  int clock = (local.hour * 60 + local.minute) / 15;
  gboolean starts = kind->n_windows == 0;
  for (int i = 0; i < kind->n_windows; i++)
    starts |= clock >= kind->windows[i].first && clock <= kind->windows[i].last
              && (clock - kind->windows[i].first) % kind->start_step == 0;
  return out * 4 + step * 2 + !starts;
}

static int
choose_kind (const TwRotaFrame *frame, const TwShift *shift, gint64 from_us, int slots)
{
  const TwRosterProblem *problem = frame->problem;
  guint64 pools = shift->person >= 0 ? G_GUINT64_CONSTANT (1) << problem->people[shift->person].pool
                  : shift->kind >= 0 ? problem->kinds[shift->kind].pools
                                     : 0;
  int best = shift->kind, least = G_MAXINT;

  for (int k = 0; k < problem->n_kinds; k++)
    {
      const TwRosterKind *kind = &problem->kinds[k];
      int bad = misfit (frame, kind, from_us, slots);
      if (pools != 0 && kind->pools != 0 && (kind->pools & pools) == 0)
        continue;
      if (bad < least)
        {
          least = bad;
          best = k;
        }
    }
  return best;
}

static int
way_between (const Fit *self, guint i)
{
  const TwRosterProblem *problem = self->frame->problem;
  int a = part_at (self, i)->post, b = part_at (self, i + 1)->post;
  int from = a >= 0 ? problem->posts[a].place : TW_ROSTER_NONE;
  int to = b >= 0 ? problem->posts[b].place : TW_ROSTER_NONE;

  if (!problem->travel_slots || from < 0 || to < 0)
    return 0;
  return problem->travel_slots[from * problem->n_places + to];
}

/* Slots that are no work: ways, and the break, which may lie on a way. */
static int
count_pauses (const Fit *self)
{
  int slots = self->break_part >= 0 ? self->break_slots : 0;

  for (guint i = 0; i + 1 < self->parts->len; i++)
    slots += MAX (way_between (self, i), self->break_gap == (int) i ? self->break_slots : 0);
  return slots;
}

/* Shares @work among the parts as they were, at least min_block each. FALSE: there is no room. */
static gboolean
share_work (Fit *self, int work)
{
  int before = 0, left = work;

  if (work < self->min_block * (int) self->parts->len)
    return FALSE;
  for (guint i = 0; i < self->parts->len; i++)
    before += part_at (self, i)->slots;
  for (guint i = 0; i < self->parts->len; i++)
    {
      int rest = ((int) self->parts->len - 1 - (int) i) * self->min_block;
      int old = part_at (self, i)->slots;
      int share = before > 0 ? (old * left + before / 2) / before : left;
      share = CLAMP (share, self->min_block, left - rest);
      before -= old;
      left -= share;
      part_at (self, i)->slots = share;
    }
  part_at (self, self->parts->len - 1)->slots += left;
  return TRUE;
}

/* Puts the break nearest to the middle; parts have their shares as if it were nowhere. */
static void
place_break (Fit *self)
{
  int at = 0, best = G_MAXINT, middle = self->total / 2;

  for (guint i = 0; i < self->parts->len; i++)
    {
      int end = at + part_at (self, i)->slots;
      int inside = CLAMP (middle, at + self->min_block, end - self->min_block);
      if (part_at (self, i)->slots >= 2 * self->min_block + self->break_slots
          && ABS (inside - middle) < best)
        {
          best = ABS (inside - middle);
          self->break_part = (int) i;
          self->break_gap = -1;
        }
      if (i + 1 < self->parts->len && ABS (end - middle) < best)
        {
          best = ABS (end - middle);
          self->break_part = -1;
          self->break_gap = (int) i;
        }
      at = end;
    }
}

static void
drop_shortest (Fit *self)
{
  guint worst = 0;

  for (guint i = 1; i < self->parts->len; i++)
    if (part_at (self, i)->slots < part_at (self, worst)->slots)
      worst = i;
  g_array_remove_index (self->parts, worst);
}

/* Sizes of parts and place of the break. FALSE: something had to go. */
static gboolean
arrange (Fit *self, gboolean wants_break)
{
  gboolean whole = TRUE;

  for (;;)
    {
      g_autoptr (GArray) as_were = g_array_copy (self->parts);
      self->break_part = self->break_gap = -1;
      if (share_work (self, self->total - count_pauses (self)))
        {
          if (!wants_break)
            return whole;
          place_break (self);
          g_array_set_size (self->parts, 0);
          g_array_append_vals (self->parts, as_were->data, as_were->len);
          if ((self->break_part >= 0 || self->break_gap >= 0)
              && share_work (self, self->total - count_pauses (self)))
            return whole;
        }
      if (self->parts->len == 1)
        {
          self->break_part = self->break_gap = -1;
          part_at (self, 0)->slots = self->total;
          return whole && !wants_break;
        }
      drop_shortest (self);
      whole = FALSE;
    }
}

static void
emit (const Fit *self, GArray *out, TwStretchKind kind, int post, int slots, gint64 *at_us)
{
  TwStretch stretch = { kind, post, *at_us, *at_us + slots * TW_US_PER_SLOT };

  if (slots <= 0)
    return;
  g_array_append_val (out, stretch);
  *at_us = stretch.to_us;
}

static void
write_stretches (const Fit *self, TwShift *shift)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (TwStretch));
  gint64 at_us = shift->from_us;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = part_at (self, i);
      int half = part->slots;
      if (self->break_part == (int) i)
        {
          int middle = self->total / 2 - (int) ((at_us - shift->from_us) / TW_US_PER_SLOT);
          half = CLAMP (middle, self->min_block, part->slots - self->min_block);
          emit (self, out, TW_STRETCH_WORK, part->post, half, &at_us);
          emit (self, out, TW_STRETCH_BREAK, -1, self->break_slots, &at_us);
          half = part->slots - half;
        }
      emit (self, out, TW_STRETCH_WORK, part->post, half, &at_us);
      if (i + 1 == self->parts->len)
        continue;
      int way = way_between (self, i), rest = self->break_gap == (int) i ? self->break_slots : 0;
      emit (self, out, TW_STRETCH_BREAK, -1, rest, &at_us);
      emit (self, out, TW_STRETCH_WAY, -1, MAX (way, rest) - rest, &at_us);
    }
  g_free (shift->stretches);
  shift->n_stretches = out->len;
  shift->stretches = (TwStretch *) (gpointer) g_array_free (out, FALSE);
}

static void
translate (TwShift *shift, gint64 by_us)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    {
      shift->stretches[i].from_us += by_us;
      shift->stretches[i].to_us += by_us;
    }
}

/* Posts in order, a post with a break in it once. FALSE: one is no longer there. */
static gboolean
collect_parts (Fit *self, const TwShift *shift)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      Part part = { stretch->post, (int) ((stretch->to_us - stretch->from_us) / TW_US_PER_SLOT) };
      if (stretch->kind != TW_STRETCH_WORK)
        continue;
      if (stretch->post < 0)
        whole = FALSE;
      else if (self->parts->len > 0 && part_at (self, self->parts->len - 1)->post == part.post)
        part_at (self, self->parts->len - 1)->slots += part.slots;
      else
        g_array_append_val (self->parts, part);
    }
  return whole && self->parts->len > 0;
}

static gboolean
has_break (const TwShift *shift)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    if (shift->stretches[i].kind == TW_STRETCH_BREAK)
      return TRUE;
  return FALSE;
}

gboolean
tw_rota_frame_fit_shift (const TwRotaFrame *self, TwShift *shift, gint64 from_us, gint64 to_us)
{
  g_return_val_if_fail (self && shift && to_us > from_us, FALSE);
  gint64 length_us = shift->to_us - shift->from_us, moved_us = from_us - shift->from_us;
  Fit fit = { .frame = self,
              .parts = g_array_new (FALSE, FALSE, sizeof (Part)),
              .total = (int) MAX (1, (to_us - from_us + TW_US_PER_SLOT / 2) / TW_US_PER_SLOT),
              .min_block = 1 };
  gboolean whole = collect_parts (&fit, shift), wants_break;

  shift->kind = choose_kind (self, shift, from_us, fit.total);
  fit.kind = shift->kind >= 0 ? &self->problem->kinds[shift->kind] : NULL;
  wants_break = fit.kind && fit.kind->break_after > 0 && fit.total > fit.kind->break_after;
  if (fit.kind)
    fit.min_block = MIN (fit.kind->min_block, fit.total);
  fit.break_slots = wants_break ? fit.kind->break_slots : 0;
  shift->from_us = from_us;
  shift->to_us = to_us;
  if (whole && length_us == to_us - from_us && wants_break == has_break (shift))
    {
      translate (shift, moved_us);
    }
  else
    {
      if (fit.parts->len == 0)
        g_array_append_vals (fit.parts, &(Part){ -1, fit.total }, 1);
      whole &= arrange (&fit, wants_break);
      write_stretches (&fit, shift);
      if (shift->n_stretches > 0) /* a time that is no quarter of an hour stays what it is */
        shift->stretches[shift->n_stretches - 1].to_us = to_us;
    }
  g_array_unref (fit.parts);
  return whole;
}
