/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-progress.h"
#include "forecast/tw-forecast-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** What a day is to demand. The caller fills it from TwHolidays and the zone; the engine knows
 * neither. */
typedef enum {
  TW_DAY_ORDINARY,     /* weekdays and weekends by the hour of the week */
  TW_DAY_HOLIDAY,      /* a public holiday */
  TW_DAY_WORKDAY_OFF,  /* a day off by exchange next to a holiday */
  TW_DAY_WEEKEND_WORK, /* a weekend day that is worked by exchange */
  TW_DAY_N_KINDS,
} TwDayKind;

/** One hour as the street's people live it. */
typedef struct {
  guint8 hour_of_week; /* local: 0 = Monday 00:00 .. 167 = Sunday 23:00 */
  guint8 day_kind;     /* TwDayKind */
} TwStreetHour;

typedef struct {
  gint64 t_us;     /* UTC */
  guint16 place;   /* 0 .. n_places - 1 */
  guint16 service; /* 0 .. n_services - 1 */
  gint32 cell;     /* 0 .. n_cells - 1, or -1: no position */
} TwStreetEvent;

/**
 * The problem. Hour i is [start_us + i h, start_us + (i + 1) h); the first n_history hours are past
 * and complete, the forecast is for the n_horizon hours after them. Events outside the history, or
 * with numbers out of range, are left out and counted (tw_street_forecast_get_n_ignored()). Leading
 * hours before the first event are not history. A city of more than some thousand pairs of place
 * and service has the rarest of them modelled together, each with its share (see
 * tw-street-fold.c); nothing in the answers tells them from the others.
 */
typedef struct {
  gint64 start_us;
  guint n_history;
  guint n_horizon; /* 1 .. 168; the desk uses 72 */
  const TwStreetHour
      *hours;       /* n_history + n_horizon, or NULL: start_us is a Monday 00:00 and no holidays */
  guint n_places;   /* communities, at least 1 */
  guint n_services; /* at least 1 */
  guint n_cells;    /* 100 m cells, 0 without */
  const TwStreetEvent *events;
  gsize n_events;
  /* How much of the first forecast hour has passed, 0 .. an hour: its requests so far are among the
   * events, and the forecast of that hour is what came and what is still to come. */
  gint64 elapsed_us;
} TwStreetProblem;

/** What history a forecast needs at least, in days from the first event. */
#define TW_STREET_MIN_DAYS 14
/** In place of a place or service number: all of them. */
#define TW_STREET_ALL (-1)
#define TW_STREET_MAX_HORIZON 168
#define TW_STREET_SLOTS_PER_HOUR 4

typedef enum { TW_STREET_P10, TW_STREET_P50, TW_STREET_P90, TW_STREET_N_BANDS } TwStreetBand;

typedef struct _TwStreetForecast TwStreetForecast;

/**
 * Computes the forecast; pure, deterministic, any thread, one core. Errors:
 * TW_FORECAST_ERROR_INVALID, TW_FORECAST_ERROR_INSUFFICIENT (fewer than TW_STREET_MIN_DAYS days
 * from the first event; the message names how many there are and how many are needed),
 * TW_FORECAST_ERROR_TOO_BIG, G_IO_ERROR_CANCELLED. Transfer full.
 */
TwStreetForecast *tw_street_forecast_new (const TwStreetProblem *problem, GCancellable *cancellable,
                                          TwProgressFunc progress, gpointer progress_data,
                                          GError **error);
TwStreetForecast *tw_street_forecast_ref (TwStreetForecast *self);
void tw_street_forecast_unref (TwStreetForecast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreetForecast, tw_street_forecast_unref)

/** Days of history from the first event that @problem holds, as INSUFFICIENT judges it; cheap. */
double tw_street_problem_history_days (const TwStreetProblem *problem);

guint tw_street_forecast_get_n_horizon (const TwStreetForecast *self);
guint tw_street_forecast_get_n_places (const TwStreetForecast *self);
guint tw_street_forecast_get_n_services (const TwStreetForecast *self);
guint tw_street_forecast_get_n_cells (const TwStreetForecast *self);
/** UTC microseconds of the first forecast hour. */
gint64 tw_street_forecast_get_start_us (const TwStreetForecast *self);
gsize tw_street_forecast_get_n_ignored (const TwStreetForecast *self);

/* All look-ups below are O(1), quantiles O(count) up to a bound, or as stated, thread-safe (the
 * result never changes), and take TW_STREET_ALL as place or service. Means add up exactly (to
 * rounding) over places, services, cells + unplaced, and slots; quantiles belong to the sum they
 * are asked for, never a sum of quantiles. Hours count from 0 = the first forecast hour. */

/** Expected requests in @hour. */
double tw_street_forecast_mean (const TwStreetForecast *self, int place, int service, guint hour);
/** Quantile of the count in @hour. */
double tw_street_forecast_quantile (const TwStreetForecast *self, int place, int service,
                                    guint hour, TwStreetBand band);
/** The same for the 15-minute slot 0 .. 4 * n_horizon - 1. */
double tw_street_forecast_slot_mean (const TwStreetForecast *self, int place, int service,
                                     guint slot);
double tw_street_forecast_slot_quantile (const TwStreetForecast *self, int place, int service,
                                         guint slot, TwStreetBand band);

/** Expected requests in a cell; O(places with requests in the cell x services asked for). */
double tw_street_forecast_cell_mean (const TwStreetForecast *self, guint cell, int service,
                                     guint hour);
double tw_street_forecast_cell_quantile (const TwStreetForecast *self, guint cell, int service,
                                         guint hour, TwStreetBand band);
/** What of a place's mean falls in no cell: requests without a position. */
double tw_street_forecast_unplaced_mean (const TwStreetForecast *self, int place, int service,
                                         guint hour);
/** All cells of one hour at once (the frame of the slider): writes n_cells means. Allocates
 * nothing. */
void tw_street_forecast_fill_cells (const TwStreetForecast *self, int service, guint hour,
                                    float *ret_means);

/** A name for the model that the totals' back-test chose ("ridge on lags and calendar", ...), for
 * display. Borrowed. */
const char *tw_street_forecast_get_method (const TwStreetForecast *self);

G_END_DECLS
