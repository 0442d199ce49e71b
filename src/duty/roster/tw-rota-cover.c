// SPDX-License-Identifier: Apache-2.0
/*
 * Demand against who stands there, slot by slot. Heads are counted from the shifts themselves, so
 * that those which reach into the frame from before count too; the count is kept for the pools that
 * were asked for last, and a drag under way adds its few cells to the answer only.
 */
#include "config.h"

#include "duty/roster/tw-rota-private.h"

#include <math.h>
#include <string.h>

typedef struct {
  int post, first, last, sign;
  TwPool pool;
} Heads;

static TwPool
pool_of (const TwRotaFrame *frame, int person)
{
  return ((TwRotaPerson *) frame->people->pdata[person])->pool;
}

static gboolean
is_in_pools (const TwRotaFrame *frame, int person, guint pools)
{
  return person >= 0 && (pools == 0 || pools >> pool_of (frame, person) & 1);
}

/* The slots of the frame in which a stretch of work stands at its post. */
static gboolean
stretch_slots (const TwRotaFrame *frame, const TwStretch *stretch, int *ret_first, int *ret_last)
{
  if (stretch->kind != TW_STRETCH_WORK || stretch->post < 0
      || stretch->post >= (int) frame->posts->len || stretch->to_us <= frame->from_us
      || stretch->from_us >= frame->to_us)
    return FALSE;
  *ret_first = tw_rota_frame_slot_of (frame, stretch->from_us);
  *ret_last = tw_rota_frame_slot_of (frame, stretch->to_us);
  return *ret_first < *ret_last;
}

static void
count_shift (const TwRotaFrame *frame, const TwShift *shift, int *heads)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      int first, last;

      if (!stretch_slots (frame, stretch, &first, &last))
        continue;
      for (int t = first; t < last; t++)
        heads[(gsize) stretch->post * frame->problem->n_slots + t]++;
    }
}

static const int *
heads_of (TwRotaPicture *self, guint pools)
{
  const TwRosterProblem *problem = &self->problem;

  if (self->heads != NULL && self->heads_pools == pools)
    return self->heads;
  g_free (self->heads);
  self->heads = g_new0 (int, (gsize) problem->n_posts * problem->n_slots + 1);
  self->heads_pools = pools;
  for (guint i = 0; i < self->shifts->len; i++)
    {
      const TwShift *shift = self->shifts->pdata[i];

      if (is_in_pools (self->frame, shift->person, pools))
        count_shift (self->frame, shift, self->heads);
    }
  return self->heads;
}

/* --- a drag under way ------------------------------------------------------------------------- */

static void
add_hover_shift (TwRota *self, const TwShift *shift, int sign)
{
  const TwRotaFrame *frame = self->picture->frame;

  for (guint i = 0; shift != NULL && shift->person >= 0 && i < shift->n_stretches; i++)
    {
      Heads heads = { .post = shift->stretches[i].post,
                      .sign = sign,
                      .pool = pool_of (frame, shift->person) };

      if (stretch_slots (frame, &shift->stretches[i], &heads.first, &heads.last))
        g_array_append_val (self->hover_heads, heads);
    }
}

void
tw_rota_set_hover (TwRota *self, const TwRotaEdit *edits, guint n_edits)
{
  GArray *turns;
  gboolean had;

  g_return_if_fail (TW_IS_ROTA (self));
  had = self->hover_heads != NULL;
  g_clear_pointer (&self->hover_heads, g_array_unref);
  turns = n_edits > 0 && self->picture != NULL ? tw_rota_edits_to_turns (self, edits, n_edits, NULL)
                                               : NULL;
  if (turns != NULL)
    {
      self->hover_heads = g_array_new (FALSE, FALSE, sizeof (Heads));
      for (guint i = 0; i < turns->len; i++)
        {
          add_hover_shift (self, g_array_index (turns, TwRotaTurn, i).before, -1);
          add_hover_shift (self, g_array_index (turns, TwRotaTurn, i).after, 1);
        }
    }
  tw_rota_turns_free (turns);
  if (had || self->hover_heads != NULL)
    tw_rota_emit_hover (self);
}

/* The heads of @pools with the drag; @ret_own is to be freed. */
static const int *
heads_with_hover (TwRota *self, guint pools, int **ret_own)
{
  const TwRosterProblem *problem = &self->picture->problem;
  const int *heads = heads_of (self->picture, pools);

  *ret_own = NULL;
  if (self->hover_heads == NULL)
    return heads;
  *ret_own = g_memdup2 (heads, sizeof *heads * problem->n_posts * problem->n_slots);
  for (guint i = 0; i < self->hover_heads->len; i++)
    {
      const Heads *h = &g_array_index (self->hover_heads, Heads, i);

      if (pools != 0 && !(pools >> h->pool & 1))
        continue;
      for (int t = h->first; t < h->last; t++)
        (*ret_own)[(gsize) h->post * problem->n_slots + t] += h->sign;
    }
  return *ret_own;
}

/* --- cover ------------------------------------------------------------------------------------ */

static gboolean
filter_takes (const TwCoverFilter *filter, const TwRotaPost *post, int index)
{
  return (filter->post < 0 || filter->post == index)
         && (filter->community == 0 || filter->community == post->community)
         && (filter->service == 0 || filter->service == post->service)
         && (filter->place == NULL || g_strcmp0 (filter->place, post->place) == 0);
}

static void
add_post (const TwRotaFrame *frame, int p, const int *heads, TwCover *ret)
{
  int n = frame->problem->n_slots;
  gsize row = (gsize) p * n;
  double slot_hours = frame->problem->slot_minutes / 60.0;

  for (int t = 0; t < n; t++)
    {
      int need = frame->problem->cover[row + t].need;

      ret->p50[t] += frame->need_p50 != NULL ? frame->need_p50[row + t] : 0;
      ret->p90[t] += frame->need_p90 != NULL ? frame->need_p90[row + t] : 0;
      ret->wanted[t] += need;
      ret->staffed[t] += heads[row + t];
      ret->under_hours += MAX (0, need - heads[row + t]) * slot_hours;
      ret->over_hours += MAX (0, heads[row + t] - need) * slot_hours;
    }
}

void
tw_rota_get_cover (TwRota *self, const TwCoverFilter *filter, TwCover *ret)
{
  const TwRotaFrame *frame;
  const int *heads;
  g_autofree int *own = NULL;
  int n;

  g_return_if_fail (TW_IS_ROTA (self) && self->picture != NULL && filter != NULL);
  frame = self->picture->frame;
  n = frame->problem->n_slots;
  *ret = (TwCover){ .n_slots = n,
                    .from_us = frame->from_us,
                    .slot_us = frame->problem->slot_minutes * TW_US_PER_MIN,
                    .p50 = g_new0 (double, n),
                    .p90 = g_new0 (double, n),
                    .wanted = g_new0 (double, n),
                    .staffed = g_new0 (double, n) };
  heads = heads_with_hover (self, filter->pools, &own);
  for (guint p = 0; p < frame->posts->len; p++)
    if (filter_takes (filter, frame->posts->pdata[p], p))
      add_post (frame, p, heads, ret);
}

void
tw_cover_clear (TwCover *self)
{
  g_clear_pointer (&self->p50, g_free);
  g_clear_pointer (&self->p90, g_free);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->staffed, g_free);
}

double
tw_rota_under_hours (const TwRosterProblem *problem, const int *heads)
{
  gsize n = (gsize) problem->n_posts * problem->n_slots;
  gint64 slots = 0;

  for (gsize i = 0; i < n; i++)
    slots += MAX (0, problem->cover[i].need - heads[i]);
  return slots * problem->slot_minutes / 60.0;
}

/* --- tides ------------------------------------------------------------------------------------ */

static void
count_tide (const TwRosterProblem *problem, const TwRosterTide *tide, const int *heads, int slot,
            int *ret_at, int *ret_of)
{
  *ret_at = *ret_of = 0;
  for (int p = 0; p < problem->n_posts; p++)
    if (tide->of == NULL || tide->of[p])
      {
        int here = heads[(gsize) p * problem->n_slots + slot];

        *ret_of += here;
        *ret_at += tide->at[p] ? here : 0;
      }
}

static double
share_of (int at, int of)
{
  return of > 0 ? (double) at / of : 1;
}

static TwTideState
measure_tide (const TwRosterProblem *problem, const TwRotaTide *which, const int *heads)
{
  const TwRosterTide *tide = &problem->tides[which->tide];
  int half_hour = MAX (1, 30 / problem->slot_minutes), all_at = 0, all_of = 0;
  TwTideState state = { .tide = which, .worst_share = 1 };

  for (int t = tide->first, at, of; t < tide->last; t += half_hour)
    {
      int sum_at = 0, sum_of = 0;

      for (int s = t; s < MIN (t + half_hour, tide->last); s++)
        {
          count_tide (problem, tide, heads, s, &at, &of);
          sum_at += at;
          sum_of += of;
          state.missing_hours += MAX (0.0, tide->share * of - at) * problem->slot_minutes / 60;
        }
      state.worst_share = MIN (state.worst_share, share_of (sum_at, sum_of));
      all_at += sum_at;
      all_of += sum_of;
    }
  state.nobody = all_of == 0;
  state.share = state.nobody ? 0 : share_of (all_at, all_of);
  state.worst_share = MIN (state.worst_share, state.share);
  state.met = !state.nobody && state.missing_hours < 1e-9;
  return state;
}

GArray *
tw_rota_list_tides (TwRota *self)
{
  GArray *states = g_array_new (FALSE, FALSE, sizeof (TwTideState));
  const TwRotaFrame *frame;
  const int *heads;
  g_autofree int *own = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, states);
  frame = self->picture->frame;
  heads = heads_with_hover (self, 0, &own);
  for (guint i = 0; i < frame->tides->len; i++)
    {
      TwTideState state = measure_tide (&self->picture->problem, frame->tides->pdata[i], heads);

      g_array_append_val (states, state);
    }
  return states;
}
