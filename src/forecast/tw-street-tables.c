// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-street-tables.h"

#include <math.h>
#include <string.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * 1000000)
#define MAX_COUNTS (64u * 1024 * 1024)
#define MAX_HOURS (24u * 366 * 10)
#define SUNDAY 6
#define WEDNESDAY 2
/* A quarter's share is pulled to 1/4 as if by this many requests. */
#define QUARTER_PRIOR 200.0
/* Above this share of requests on the full hour the source knows hours only. */
#define HOURLY_SOURCE_SHARE 0.8

static gboolean
event_is_valid (const TwStreetProblem *problem, const TwStreetEvent *event)
{
  gint64 end_us = problem->start_us + problem->n_history * HOUR_US;

  return event->t_us >= problem->start_us && event->t_us < end_us
         && event->place < problem->n_places && event->service < problem->n_services;
}

double
tw_street_problem_history_days (const TwStreetProblem *problem)
{
  gint64 end_us = problem->start_us + problem->n_history * HOUR_US, first_us = end_us;

  for (gsize i = 0; i < problem->n_events; i++)
    if (event_is_valid (problem, &problem->events[i]))
      first_us = MIN (first_us, problem->events[i].t_us);
  gint64 first_hour = (first_us - problem->start_us) / HOUR_US;
  return first_us == end_us ? 0 : (problem->n_history - first_hour) / 24.0;
}

static gboolean
check_hours (const TwStreetProblem *problem, GError **error)
{
  for (guint i = 0; problem->hours != NULL && i < problem->n_history + problem->n_horizon; i++)
    if (problem->hours[i].hour_of_week >= TW_STREET_WEEK
        || problem->hours[i].day_kind >= TW_DAY_N_KINDS)
      {
        g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                     "Hour %u of the calendar is out of range: hour of the week %u, kind %u", i,
                     problem->hours[i].hour_of_week, problem->hours[i].day_kind);
        return FALSE;
      }
  return TRUE;
}

gboolean
tw_street_problem_check (const TwStreetProblem *problem, GError **error)
{
  if (problem->n_places == 0 || problem->n_services == 0 || problem->n_places > G_MAXUINT16
      || problem->n_services > G_MAXUINT16 || problem->n_cells > G_MAXINT32
      || (problem->n_events > 0 && problem->events == NULL))
    {
      g_set_error (
          error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
          "A forecast needs 1 to 65535 places and services: there are %u places and %u services",
          problem->n_places, problem->n_services);
      return FALSE;
    }
  if (problem->n_horizon == 0 || problem->n_horizon > TW_STREET_MAX_HORIZON)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                   "The horizon must be 1 to %d hours, not %u", TW_STREET_MAX_HORIZON,
                   problem->n_horizon);
      return FALSE;
    }
  if (problem->n_history > MAX_HOURS
      || (guint64) problem->n_places * problem->n_services * MAX (problem->n_history, 1)
             > MAX_COUNTS)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG,
                   "%u places x %u services x %u hours of history are more than the forecast holds",
                   problem->n_places, problem->n_services, problem->n_history);
      return FALSE;
    }
  if (!check_hours (problem, error))
    return FALSE;

  double days = tw_street_problem_history_days (problem);
  if (ceil (days) < TW_STREET_MIN_DAYS)
    { /* the first day may begin with quiet hours */
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT,
                   "There are %.1f days of history; a forecast needs at least %d, so that each "
                   "hour of the week has "
                   "been seen twice",
                   days, TW_STREET_MIN_DAYS);
      return FALSE;
    }
  return TRUE;
}

/* A day off follows the habits of a Sunday, a worked weekend day those of a mid-week day; the fit
 * then learns by how much holidays differ even from that. */
static guint8
habit_hour (const TwStreetHour *hour)
{
  guint of_day = hour->hour_of_week % 24;

  switch (hour->day_kind)
    {
    case TW_DAY_HOLIDAY:
    case TW_DAY_WORKDAY_OFF:
      return SUNDAY * 24 + of_day;
    case TW_DAY_WEEKEND_WORK:
      return WEDNESDAY * 24 + of_day;
    default:
      return hour->hour_of_week;
    }
}

static void
fill_calendar (TwStreetTables *self, const TwStreetProblem *problem)
{
  guint n = self->n_hours + self->n_horizon;

  self->week = g_new (guint8, n);
  self->kind = g_new0 (guint8, n);
  for (guint i = 0; i < n; i++)
    if (problem->hours != NULL)
      {
        self->week[i] = habit_hour (&problem->hours[i]);
        self->kind[i] = problem->hours[i].day_kind;
      }
    else
      {
        self->week[i] = i % TW_STREET_WEEK;
      }
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const TwStreetEvent *x = a, *y = b;

  if (x->t_us != y->t_us)
    return x->t_us < y->t_us ? -1 : 1;
  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  if (x->service != y->service)
    return x->service < y->service ? -1 : 1;
  return (x->cell > y->cell) - (x->cell < y->cell);
}

static void
fill_quarters (TwStreetTables *self, double n[24][TW_STREET_SLOTS_PER_HOUR], double on_the_hour)
{
  gboolean hourly = on_the_hour > HOURLY_SOURCE_SHARE * MAX (self->n_events, 1);

  for (guint h = 0; h < 24; h++)
    {
      double sum = n[h][0] + n[h][1] + n[h][2] + n[h][3];
      for (guint q = 0; q < TW_STREET_SLOTS_PER_HOUR; q++)
        self->quarter[h][q] = hourly ? 0.25 : (n[h][q] + QUARTER_PRIOR / 4) / (sum + QUARTER_PRIOR);
    }
}

static void
fill_counts (TwStreetTables *self, const TwStreetProblem *problem)
{
  double quarters[24][TW_STREET_SLOTS_PER_HOUR] = { 0 }, on_the_hour = 0;

  self->counts = g_new0 (float, (gsize) self->n_rows *MAX (self->n_hours, 1));
  self->events = g_new (TwStreetEvent, MAX (problem->n_events, 1));
  self->first = self->n_hours;
  for (gsize i = 0; i < problem->n_events; i++)
    {
      TwStreetEvent event = problem->events[i];
      if (!event_is_valid (problem, &event))
        {
          self->n_ignored++;
          continue;
        }
      gint64 offset_us = event.t_us - problem->start_us;
      guint hour = (guint) (offset_us / HOUR_US);
      on_the_hour += offset_us % HOUR_US < G_USEC_PER_SEC;
      quarters[self->week[hour] % 24][offset_us % HOUR_US / (HOUR_US / TW_STREET_SLOTS_PER_HOUR)]++;
      event.t_us = hour;
      if (event.cell < 0 || (guint) event.cell >= self->n_cells)
        event.cell = -1;
      self->first = MIN (self->first, hour);
      self->counts[((gsize) event.place * self->n_services + event.service) * self->n_hours
                   + hour]++;
      self->events[self->n_events++] = event;
    }
  qsort (self->events, self->n_events, sizeof *self->events, compare_events);
  fill_quarters (self, quarters, on_the_hour);
}

TwStreetTables *
tw_street_tables_new (const TwStreetProblem *problem)
{
  TwStreetTables *self = g_new0 (TwStreetTables, 1);

  self->n_places = problem->n_places;
  self->n_services = problem->n_services;
  self->n_cells = problem->n_cells;
  self->n_rows = problem->n_places * problem->n_services;
  self->n_hours = problem->n_history;
  self->n_horizon = problem->n_horizon;
  fill_calendar (self, problem);
  fill_counts (self, problem);
  return self;
}

void
tw_street_tables_free (TwStreetTables *self)
{
  if (self == NULL)
    return;
  g_free (self->counts);
  g_free (self->week);
  g_free (self->kind);
  g_free (self->events);
  g_free (self);
}
