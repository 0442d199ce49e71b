// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-street-tables.h"

#include <math.h>
#include <stdlib.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * 1000000)
#define QUARTER_US (HOUR_US / TW_STREET_SLOTS_PER_HOUR)
#define MAX_HOURS (24u * 366 * 10)
#define MAX_EVENTS (256u * 1024 * 1024)
#define SUNDAY 6
#define WEDNESDAY 2
/* A quarter's share is pulled to 1/4 as if by this many requests. */
#define QUARTER_PRIOR 200.0
/* Above this share of requests on the full hour the source knows hours only. */
#define HOURLY_SOURCE_SHARE 0.8

static gint64
end_of_history_us (const TwStreetProblem *problem)
{
  return problem->start_us + problem->n_history * HOUR_US;
}

static gboolean
event_is_known (const TwStreetProblem *problem, const TwStreetEvent *event)
{
  return event->place < problem->n_places && event->service < problem->n_services;
}

static gboolean
event_is_valid (const TwStreetProblem *problem, const TwStreetEvent *event)
{
  return event->t_us >= problem->start_us && event->t_us < end_of_history_us (problem)
         && event_is_known (problem, event);
}

/* Of the hour that is running. */
static gboolean
event_is_partial (const TwStreetProblem *problem, const TwStreetEvent *event)
{
  gint64 into_us = event->t_us - end_of_history_us (problem);

  return into_us >= 0 && into_us < problem->elapsed_us && event_is_known (problem, event);
}

double
tw_street_problem_history_days (const TwStreetProblem *problem)
{
  gint64 end_us = end_of_history_us (problem), first_us = end_us;

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
  if (problem->n_history > MAX_HOURS || problem->n_events > MAX_EVENTS)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG,
                   "%u hours of history with %" G_GSIZE_FORMAT
                   " requests are more than the forecast holds",
                   problem->n_history, problem->n_events);
      return FALSE;
    }
  if (problem->elapsed_us < 0 || problem->elapsed_us > HOUR_US)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                   "The running hour cannot be %" G_GINT64_FORMAT " microseconds old",
                   problem->elapsed_us);
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
compare_arrivals (gconstpointer a, gconstpointer b)
{
  const TwStreetArrival *x = a, *y = b;

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

  if (hourly) /* what such a source says at ten past is not a sixth of the hour */
    self->elapsed_us = 0;
  for (guint h = 0; h < 24; h++)
    {
      double sum = n[h][0] + n[h][1] + n[h][2] + n[h][3];
      for (guint q = 0; q < TW_STREET_SLOTS_PER_HOUR; q++)
        self->quarter[h][q] = hourly ? 0.25 : (n[h][q] + QUARTER_PRIOR / 4) / (sum + QUARTER_PRIOR);
    }
}

static guint
hour_of (const TwStreetProblem *problem, const TwStreetEvent *event)
{
  return (guint) ((event->t_us - problem->start_us) / HOUR_US);
}

/* How many requests each hour has, and where its first one will stand. */
static void
count_hours (TwStreetTables *self, const TwStreetProblem *problem)
{
  double quarters[24][TW_STREET_SLOTS_PER_HOUR] = { 0 }, on_the_hour = 0;

  for (gsize i = 0; i < problem->n_events; i++)
    {
      const TwStreetEvent *event = &problem->events[i];
      if (!event_is_valid (problem, event))
        {
          gboolean partial = event_is_partial (problem, event);
          self->n_partial += partial;
          self->n_ignored += !partial;
          continue;
        }
      gint64 into_us = (event->t_us - problem->start_us) % HOUR_US;
      guint hour = hour_of (problem, event);
      on_the_hour += into_us < G_USEC_PER_SEC;
      quarters[self->week[hour] % 24][into_us / QUARTER_US]++;
      self->first_of_hour[hour + 1]++;
      self->n_events++;
    }
  self->first = self->n_hours;
  for (guint hour = self->n_hours; hour-- > 0;)
    if (self->first_of_hour[hour + 1] > 0)
      self->first = hour;
  for (guint hour = 0; hour < self->n_hours; hour++)
    self->first_of_hour[hour + 1] += self->first_of_hour[hour];
  fill_quarters (self, quarters, on_the_hour);
}

static TwStreetArrival
arrival (const TwStreetTables *self, const TwStreetProblem *problem, const TwStreetEvent *event)
{
  return (TwStreetArrival){
    .hour = hour_of (problem, event),
    .row = tw_street_fold_row (&self->fold, event->place, event->service),
    .cell = event->cell >= 0 && (guint) event->cell < self->n_cells ? event->cell : -1,
    .place = event->place,
    .service = event->service,
  };
}

/* In an order that does not depend on that of the problem. */
static void
sort_events (TwStreetTables *self, const TwStreetProblem *problem)
{
  g_autofree gsize *next = g_memdup2 (self->first_of_hour, (self->n_hours + 1) * sizeof (gsize));

  self->events = g_new (TwStreetArrival, MAX (self->n_events, 1));
  for (gsize i = 0; i < problem->n_events; i++)
    if (event_is_valid (problem, &problem->events[i]))
      self->events[next[hour_of (problem, &problem->events[i])]++] =
          arrival (self, problem, &problem->events[i]);
  for (guint hour = 0; hour < self->n_hours; hour++)
    qsort (self->events + self->first_of_hour[hour],
           self->first_of_hour[hour + 1] - self->first_of_hour[hour], sizeof *self->events,
           compare_arrivals);
}

static void
keep_partial (TwStreetTables *self, const TwStreetProblem *problem)
{
  gsize n = 0;

  if (self->elapsed_us == 0)
    self->n_partial = 0;
  self->partial = g_new (TwStreetArrival, self->n_partial + 1);
  self->partial_quarter = g_new (guint8, self->n_partial + 1);
  for (gsize i = 0; i < problem->n_events && n < self->n_partial; i++)
    {
      const TwStreetEvent *event = &problem->events[i];
      if (!event_is_partial (problem, event))
        continue;
      self->partial[n] = arrival (self, problem, event);
      self->partial_quarter[n++] =
          (guint8) ((event->t_us - end_of_history_us (problem)) / QUARTER_US);
    }
}

double
tw_street_tables_quarter_share (const TwStreetTables *self, guint q)
{
  return self->quarter[self->week[self->n_hours] % 24][q];
}

double
tw_street_tables_quarter_left (const TwStreetTables *self, guint q)
{
  double passed = (self->elapsed_us - q * QUARTER_US) / (double) QUARTER_US;

  return tw_street_tables_quarter_share (self, q) * (1 - CLAMP (passed, 0, 1));
}

/* The events once more by row, as the fit reads them. */
static void
sort_rows (TwStreetTables *self)
{
  g_autofree gsize *next = g_new0 (gsize, (gsize) self->n_rows + 1);

  self->first_of_row = g_new0 (gsize, (gsize) self->n_rows + 1);
  self->row_hours = g_new (guint32, MAX (self->n_events, 1));
  for (gsize i = 0; i < self->n_events; i++)
    self->first_of_row[self->events[i].row + 1]++;
  for (guint row = 0; row < self->n_rows; row++)
    next[row + 1] = self->first_of_row[row + 1] += self->first_of_row[row];
  for (gsize i = 0; i < self->n_events; i++)
    self->row_hours[next[self->events[i].row]++] = self->events[i].hour;
}

TwStreetTables *
tw_street_tables_new (const TwStreetProblem *problem)
{
  TwStreetTables *self = g_new0 (TwStreetTables, 1);

  tw_street_fold_init (&self->fold, problem->n_places, problem->n_services, problem->events,
                       problem->n_events);
  self->n_places = self->fold.n_groups;
  self->n_services = self->fold.n_classes;
  self->n_cells = problem->n_cells;
  self->n_rows = self->n_places * self->n_services;
  self->n_hours = problem->n_history;
  self->n_horizon = problem->n_horizon;
  self->elapsed_us = problem->elapsed_us;
  self->first_of_hour = g_new0 (gsize, self->n_hours + 1);
  fill_calendar (self, problem);
  count_hours (self, problem);
  sort_events (self, problem);
  sort_rows (self);
  keep_partial (self, problem);
  return self;
}

void
tw_street_tables_free (TwStreetTables *self)
{
  if (self == NULL)
    return;
  tw_street_fold_clear (&self->fold);
  g_free (self->first_of_hour);
  g_free (self->first_of_row);
  g_free (self->row_hours);
  g_free (self->partial);
  g_free (self->partial_quarter);
  g_free (self->week);
  g_free (self->kind);
  g_free (self->events);
  g_free (self);
}
