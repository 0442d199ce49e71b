/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"

G_BEGIN_DECLS

/**
 * TwHeatView: the heat map as numbers. Holds buffers for one view and re-uses them, so dragging the
 * time slider allocates nothing. Not thread-safe; the desk uses one per map on the main thread (a
 * frame takes about a millisecond).
 */
typedef struct _TwHeatView TwHeatView;

TwHeatView *tw_heat_view_new (void);
void tw_heat_view_free (TwHeatView *self);
/** Each may be NULL; references are taken. */
void tw_heat_view_set_data (TwHeatView *self, TwStreet *street, TwDemand *demand,
                            TwOutlook *outlook);
void tw_heat_view_set_filter (TwHeatView *self, const TwFilter *filter);
/** Metres; 0 takes the street's own. */
void tw_heat_view_set_bandwidth (TwHeatView *self, double bandwidth_m);
/**
 * Top of the legend in requests per km2 and hour: fixed over all 144 hours for data, filter and
 * bandwidth; a round number.
 */
double tw_heat_view_get_scale (TwHeatView *self);

typedef struct {
  TwBox box;            /* what the field covers (a little more than asked, snapped to the grid) */
  int width, height;    /* row 0 is north */
  const float *density; /* requests per km2 and hour, width * height; valid until the next call */
  /* requests in the hour that pass the filter and have a place (a mean in the future) */
  double n_shown;
  double n_unplaced; /* those that pass the filter without a place */
  double peak;       /* highest density */
  gboolean forecast; /* the hour lies in the outlook */
  gboolean empty;    /* no data for this hour (before the history, or no outlook) */
} TwHeatFrame;

/**
 * The field of the hour that begins at @hour_us (past hours from the demand, the outlook's origin
 * hour and later ones from the outlook) over @view at about @width x @height samples.
 */
const TwHeatFrame *tw_heat_view_render (TwHeatView *self, gint64 hour_us, const TwBox *view,
                                        int width, int height);

typedef struct {
  TwCell cell;
  TwBox box;
  guint community; /* 0: none */
  /* requests of the cell in the hour: a count in the past, a mean in the future */
  double value;
  double density; /* the drawn density at the point */
  gboolean forecast;
} TwHeatProbe;

/** What stands under the pointer for @hour_us. */
TwHeatProbe tw_heat_view_probe (TwHeatView *self, gint64 hour_us, double lat, double lon);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHeatView, tw_heat_view_free)

G_END_DECLS
