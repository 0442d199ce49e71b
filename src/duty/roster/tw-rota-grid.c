// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "base/tw-json.h"

#include <string.h>

/*
 * The grid: slots of a quarter of an hour from the frame's first, told into local days. A day with
 * a clock change is longer or shorter by some slots, and its clock jumps; windows are meant by the
 * local clock, so a window over the hour that is repeated holds it twice and one over the hour that
 * is left out is shorter.
 *
 * The kinds of shifts are data. A shift is one stretch of 2 to 10 hours; one of more than six has a
 * meal break of half an hour, which is not paid. Full-time staff work 4 to 8 hours a day, which is
 * the limit of their pack; the longer kinds are for whom overtime is allowed. Who is not full-time
 * works up to 4 hours a day, which is the average that article 68 sets; 5 hours are for an officer
 * to give by hand, who sees at once whether the week's average allows them.
 */

#define HOUR 4

static const struct {
  const char *key;
  guint pools;
  double min_h, max_h; /* break included */
} kinds[] = {
  { "full", 1 << TW_POOL_COMMUNITY | 1 << TW_POOL_PROPERTY, 4, 8.5 },
  { "part", 1 << TW_POOL_FREELANCE, 2, 4 },
  { "volunteer", 1 << TW_POOL_VOLUNTEER, 2, 4 },
  { "full_long", 1 << TW_POOL_COMMUNITY | 1 << TW_POOL_PROPERTY, 9, 9.5 },
  { "full_special", 1 << TW_POOL_COMMUNITY | 1 << TW_POOL_PROPERTY, 10, 10 },
  { "part_long", 1 << TW_POOL_FREELANCE, 4.5, 5 },
};

#define START_FIRST (6 * HOUR)
#define START_LAST (20 * HOUR)
#define EVENING_FIRST (19 * HOUR)
#define EVENING_LAST (24 * HOUR)

static void
set_kind (TwRosterKind *kind, guint k)
{
  kind->name = g_strdup (kinds[k].key);
  kind->min_slots = (int) (kinds[k].min_h * HOUR);
  kind->max_slots = (int) (kinds[k].max_h * HOUR);
  kind->step_slots = kind->start_step = HOUR / 2;
  kind->min_block = HOUR;
  kind->break_after = 6 * HOUR;
  kind->break_slots = HOUR / 2;
  kind->pools = kinds[k].pools;
  kind->windows = g_new (TwRosterWindow, 1);
  kind->windows[0] = (TwRosterWindow){ START_FIRST, START_LAST };
  kind->n_windows = 1;
}

static void
span_free (gpointer data)
{
  TwRotaSpan *span = data;

  g_free (span->date);
  g_free (span);
}

/* Tells the slots into local days. */
static void
set_days (TwRotaFrame *frame)
{
  TwRosterProblem *problem = frame->problem;
  TwRotaSpan *span = NULL;
  int today = 0;

  problem->n_days = 0;
  for (int t = 0; t < problem->n_slots; t++)
    {
      TwLocalTime local;
      tw_time_to_local (tw_rota_frame_slot_us (frame, t), frame->zone, &local);
      int day = (local.year * 16 + local.month) * 32 + local.day;
      if (!span || day != today)
        {
          today = day;
          span = g_new0 (TwRotaSpan, 1);
          span->date = g_strdup_printf ("%04d-%02d-%02d", local.year, local.month, local.day);
          span->from_us = tw_rota_frame_slot_us (frame, t);
          g_ptr_array_add (frame->days, span);
          problem->weekday[problem->n_days] = (guint8) (local.weekday - 1);
          problem->day_slot[problem->n_days++] = t;
        }
      if (t == 0)
        frame->first_julian =
            g_date_valid_dmy (local.day, local.month, local.year)
                ? (guint32) (tw_days_from_civil (local.year, local.month, local.day) + 719163)
                : 1;
      span->to_us = tw_rota_frame_slot_us (frame, t + 1);
      problem->clock[t] = (guint16) ((local.hour * 60 + local.minute) / 15);
    }
  problem->day_slot[problem->n_days] = problem->n_slots;
}

void
tw_rota_read_grid (TwRotaReading *reading, int n_posts, int n_people)
{
  TwRotaFrame *frame = reading->frame;
  int n_slots = reading->options->n_hours * HOUR;
  /* Room for a day cut at both ends and for the shortest days there are. */
  int n_days = reading->options->n_hours / 23 + 2;

  frame->days = g_ptr_array_new_with_free_func (span_free);
  frame->problem =
      tw_roster_problem_new (n_days, 25 * HOUR, 15, n_posts, G_N_ELEMENTS (kinds), n_people);
  frame->problem->n_slots = n_slots;
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    set_kind (&frame->problem->kinds[k], k);
  frame->problem->evening = (TwRosterWindow){ EVENING_FIRST, EVENING_LAST };
  frame->problem->travel_cost = 0.5;
  frame->problem->change_cost = 0.5;
  set_days (frame);
}

gint64
tw_rota_frame_slot_us (const TwRotaFrame *self, int slot)
{
  return self->from_us + slot * TW_US_PER_SLOT;
}

static int
find_index (GHashTable *index, const char *id)
{
  return id ? (int) GPOINTER_TO_UINT (g_hash_table_lookup (index, id)) - 1 : -1;
}

int
tw_rota_frame_find_person (const TwRotaFrame *self, const char *id)
{
  return find_index (self->person_index, id);
}

int
tw_rota_frame_find_post (const TwRotaFrame *self, const char *id)
{
  return find_index (self->post_index, id);
}

gint64
tw_rota_slot_at (const TwRotaFrame *frame, gint64 t_us)
{
  return tw_time_floor (t_us - frame->from_us + TW_US_PER_SLOT / 2, TW_US_PER_SLOT)
         / TW_US_PER_SLOT;
}

int
tw_rota_frame_slot_of (const TwRotaFrame *self, gint64 t_us)
{
  gint64 slot = tw_time_floor (t_us - self->from_us, TW_US_PER_SLOT) / TW_US_PER_SLOT;

  return (int) CLAMP (slot, 0, self->problem->n_slots);
}

/* --- windows --------------------------------------------------------------------------------- */

/* The time of local minute @minute of the day @days after the frame's day @day. */
static gint64
local_us (const TwRotaFrame *frame, int day, int minute)
{
  const TwRotaSpan *span = frame->days->pdata[0];
  TwLocalTime local;

  tw_time_to_local (span->from_us, frame->zone, &local);
  /* Days before the first and after the last count on, as the calendar does. */
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) local.day, (GDateMonth) local.month, (GDateYear) local.year);
  int shift = day + minute / 1440;
  if (shift >= 0)
    g_date_add_days (&date, (guint) shift);
  else
    g_date_subtract_days (&date, (guint) -shift);
  local = (TwLocalTime){ .year = g_date_get_year (&date),
                         .month = g_date_get_month (&date),
                         .day = g_date_get_day (&date),
                         .hour = minute % 1440 / 60,
                         .minute = minute % 60 };
  return tw_time_from_local (&local, frame->zone);
}

gboolean
tw_rota_window_slots (const TwRotaFrame *frame, int day, int first_min, int last_min,
                      int *ret_first, int *ret_last)
{
  gint64 from_us = local_us (frame, day, first_min), to_us = local_us (frame, day, last_min);
  gint64 step = TW_US_PER_SLOT;
  /* Whole slots only: who comes at ten past is there from the quarter on. */
  gint64 first = -tw_time_floor (frame->from_us - from_us, step) / step;
  gint64 last = tw_time_floor (to_us - frame->from_us, step) / step;

  first = CLAMP (first, 0, frame->problem->n_slots);
  last = CLAMP (last, 0, frame->problem->n_slots);
  if (first >= last)
    return FALSE;
  *ret_first = (int) first;
  *ret_last = (int) last;
  return TRUE;
}

static gboolean
windows_overlap (JsonObject *a, JsonObject *b)
{
  return tw_json_get_int (a, "weekday", 0) == tw_json_get_int (b, "weekday", 0)
         && tw_json_get_int (a, "from_min", 0) < tw_json_get_int (b, "to_min", 0)
         && tw_json_get_int (b, "from_min", 0) < tw_json_get_int (a, "to_min", 0);
}

/* Day -1 is the day before the frame: its window may reach over midnight into it. */
static void
mark_window (const TwRotaFrame *frame, JsonObject *window, guint8 *ret)
{
  int first, last;

  for (int day = -2; day < frame->problem->n_days; day++)
    {
      int weekday = (frame->problem->weekday[0] + day + 14) % 7;
      if (weekday + 1 == tw_json_get_int (window, "weekday", 0)
          && tw_rota_window_slots (frame, day, (int) tw_json_get_int (window, "from_min", 0),
                                   (int) tw_json_get_int (window, "to_min", 0), &first, &last))
        memset (ret + first, 1, (gsize) (last - first));
    }
}

guint
tw_rota_mark_windows (const TwRotaFrame *frame, JsonArray *windows, guint8 *ret)
{
  guint n = windows ? json_array_get_length (windows) : 0, n_overlaps = 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *window = json_array_get_object_element (windows, i);
      mark_window (frame, window, ret);
      for (guint j = 0; j < i; j++)
        n_overlaps += windows_overlap (window, json_array_get_object_element (windows, j));
    }
  return n_overlaps;
}
