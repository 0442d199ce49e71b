// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * How many heads are wanted at a post in a slot: requests an hour by the forecast for the post's
 * community and service, shared equally among the posts of both that are open then, over what one
 * head answers in an hour; never fewer than the post's own least, and none when it is closed.
 *
 * Nothing is interpolated: an hour's rate is that of its four slots. The forecast reaches 72 hours;
 * a slot outside it takes the same hour of the nearest day inside, a note says so.
 *
 * Heads are whole. A need is rounded up when more than a quarter of a head would be missing: that
 * little is made up for within the hour, more is a queue.
 *
 * Prices, in points of the score (a community worker's twenty minutes cost one). A head missing
 * for a slot costs 10 to 30 by priority and 4 more for each that is missing already, so one hour
 * uncovered is dearer than any hour of work (3) and than any tide; a head beyond one to spare
 * costs 1, rising.
 */

#define ROUND_UP_FROM 0.25
#define SLOTS 4

static const double under_of_priority[6] = { 0, 30, 24, 18, 14, 10 };

typedef struct {
  TwRotaReading *reading;
  guint8 *open; /* n_posts x n_slots */
  guint n_outside;
} Demand;

/* The hour of the outlook for a slot, moved by whole days into what it covers. */
static guint
outlook_hour (Demand *self, int slot)
{
  gint64 at_us = tw_rota_frame_slot_us (self->reading->frame, slot);
  gint64 hour =
      tw_time_floor (at_us - tw_outlook_get_origin_us (self->reading->outlook), TW_US_PER_HOUR)
      / TW_US_PER_HOUR;

  if (hour >= 0 && hour < TW_OUTLOOK_HOURS)
    return (guint) hour;
  self->n_outside++;
  if (hour < 0)
    return (guint) (hour % 24 + 24) % 24;
  return (guint) (TW_OUTLOOK_HOURS - 24 + (hour - TW_OUTLOOK_HOURS) % 24);
}

/* Posts of the same community and service that are open in the slot. */
static int
count_sharing (const Demand *self, const TwRotaPost *post, int slot)
{
  const TwRotaFrame *frame = self->reading->frame;
  int n = 0;

  for (guint p = 0; p < frame->posts->len; p++)
    {
      const TwRotaPost *other = frame->posts->pdata[p];
      n += other->community == post->community && other->service == post->service
           && self->open[(gsize) p * frame->problem->n_slots + slot];
    }
  return MAX (1, n);
}

static void
fill_need (Demand *self, guint p, int slot, TwBand band, int min_heads)
{
  TwRotaFrame *frame = self->reading->frame;
  const TwRotaPost *post = frame->posts->pdata[p];
  gsize at = (gsize) p * frame->problem->n_slots + slot;
  double per_head = post->per_hour;

  if (post->service > 0)
    per_head *= count_sharing (self, post, slot);
  frame->need_p50[at] = (float) MAX (min_heads, band.p50 / per_head);
  frame->need_p90[at] = (float) MAX (min_heads, band.p90 / per_head);
  frame->need_mean[at] = (float) MAX (min_heads, band.mean / per_head);
}

static void
fill_post (Demand *self, guint p)
{
  TwRotaReading *reading = self->reading;
  TwRotaFrame *frame = reading->frame;
  const TwRotaPost *post = frame->posts->pdata[p];
  int min_heads =
      (int) tw_json_get_int (((TwDoc *) reading->posts->pdata[p])->body, "min_heads", 0);
  gboolean known = reading->outlook && tw_outlook_is_ready (reading->outlook) && post->service > 0;
  guint last = G_MAXUINT;
  TwBand band = { 0 };

  for (int t = 0; t < frame->problem->n_slots; t++)
    {
      if (!self->open[(gsize) p * frame->problem->n_slots + t])
        continue;
      guint hour = known ? outlook_hour (self, t) : 0;
      if (known && hour != last)
        band = tw_outlook_get_band (reading->outlook, post->community, post->service, hour);
      last = hour;
      fill_need (self, p, t, band, min_heads);
    }
}

static void
set_cover (TwRotaFrame *frame, guint p)
{
  const TwRotaPost *post = frame->posts->pdata[p];
  const float *need = frame->level == TW_LEVEL_P50   ? frame->need_p50
                      : frame->level == TW_LEVEL_P90 ? frame->need_p90
                                                     : frame->need_mean;

  for (int t = 0; t < frame->problem->n_slots; t++)
    {
      gsize at = (gsize) p * frame->problem->n_slots + t;
      int heads = (int) ceil (MAX (0, need[at] - ROUND_UP_FROM));
      frame->problem->cover[at] = (TwRosterCover){
        .need = heads,
        .top = heads > 0 ? heads + 1 : 0,
        .under = under_of_priority[CLAMP (post->priority, 1, 5)],
        .under2 = 4,
        .over = 1,
        .over2 = 0.5,
      };
    }
}

static void
note_demand (Demand *self)
{
  TwRotaReading *reading = self->reading;
  TwRotaFrame *frame = reading->frame;
  gsize n = (gsize) frame->problem->n_posts * frame->problem->n_slots;
  gboolean any = FALSE;

  if (!reading->outlook)
    tw_rota_note (frame, _ ("No forecast: only the least heads of each post are wanted"));
  else if (!tw_outlook_is_ready (reading->outlook))
    tw_rota_note (frame, _ ("No forecast, only the least heads of each post are wanted: %s"),
                  tw_outlook_get_reason (reading->outlook));
  else if (self->n_outside > 0)
    tw_rota_note (frame, _ ("The forecast does not reach all of this time: beyond it, the same "
                            "hours of its nearest day are taken"));
  for (gsize i = 0; i < n && !any; i++)
    any = frame->problem->cover[i].need > 0;
  if (!any)
    tw_rota_note (frame, _ ("Nobody is wanted at any post in this time"));
}

void
tw_rota_read_demand (TwRotaReading *reading)
{
  TwRotaFrame *frame = reading->frame;
  gsize n_slots = (gsize) frame->problem->n_slots, n = frame->posts->len * n_slots;
  Demand self = { .reading = reading, .open = g_malloc0 (MAX (1, n)) };

  frame->need_p50 = g_new0 (float, n);
  frame->need_p90 = g_new0 (float, n);
  frame->need_mean = g_new0 (float, n);
  for (guint p = 0; p < frame->posts->len; p++)
    tw_rota_mark_windows (frame,
                          tw_json_get_array (((TwDoc *) reading->posts->pdata[p])->body, "hours"),
                          self.open + p * n_slots);
  for (guint p = 0; p < frame->posts->len; p++)
    fill_post (&self, p);
  for (guint p = 0; p < frame->posts->len; p++)
    set_cover (frame, p);
  note_demand (&self);
  g_free (self.open);
}
