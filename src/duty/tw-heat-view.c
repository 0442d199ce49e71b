// SPDX-License-Identifier: Apache-2.0
/*
 * TwHeatView: from requests and outlook to the field that is drawn. Past hours count requests at
 * their positions, hours of the outlook spread each 100 m cell's mean over its middle; both go
 * through the same kernel, so the picture does not jump at the present hour but for what it says.
 *
 * The grid is anchored to the ground: its cell is a power of two times a sixth of the bandwidth and
 * its corner a multiple of the cell. Panning moves the window over the same samples, so nothing
 * shimmers.
 */
#include "duty/tw-heat-view.h"

#include "duty/tw-outlook-private.h"
#include "forecast/tw-heat.h"

#include <math.h>
#include <string.h>

#define SAMPLES_PER_BANDWIDTH 6.0
#define SCALE_SIDE_MAX 160
#define SCALE_FORECAST_STEP 3

struct _TwHeatView {
  TwStreet *street;
  TwDemand *demand;
  TwOutlook *outlook;
  TwFilter filter;
  double bandwidth_m;
  TwHeat *kernel, *scan;
  TwHeatFrame frame;
  float *density; /* north first */
  gsize n_density;
  float *means; /* of the outlook's cells */
  gsize n_means;
  double scale; /* 0: to be worked out */
  gint64 scale_origin_us;
};

TwHeatView *
tw_heat_view_new (void)
{
  TwHeatView *self = g_new0 (TwHeatView, 1);

  self->kernel = tw_heat_new ();
  self->scan = tw_heat_new ();
  return self;
}

static void
drop_data (TwHeatView *self)
{
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_pointer (&self->demand, tw_demand_unref);
  g_clear_pointer (&self->outlook, tw_outlook_unref);
}

void
tw_heat_view_free (TwHeatView *self)
{
  if (self == NULL)
    return;
  drop_data (self);
  tw_heat_free (self->kernel);
  tw_heat_free (self->scan);
  g_free (self->density);
  g_free (self->means);
  g_free (self);
}

void
tw_heat_view_set_data (TwHeatView *self, TwStreet *street, TwDemand *demand, TwOutlook *outlook)
{
  gint64 origin_us =
      outlook != NULL && tw_outlook_is_ready (outlook) ? tw_outlook_get_origin_us (outlook) : 0;

  g_return_if_fail (self != NULL);
  /* References first: the new data may be the old. */
  street = street != NULL ? tw_street_ref (street) : NULL;
  demand = demand != NULL ? tw_demand_ref (demand) : NULL;
  outlook = outlook != NULL ? tw_outlook_ref (outlook) : NULL;
  /*
   * The legend stays put while requests trickle in; it is looked at again when the place or the
   * hour changes.
   */
  if (street != self->street || origin_us != self->scale_origin_us)
    self->scale = 0;
  self->scale_origin_us = origin_us;
  drop_data (self);
  self->street = street;
  self->demand = demand;
  self->outlook = outlook;
}

void
tw_heat_view_set_filter (TwHeatView *self, const TwFilter *filter)
{
  g_return_if_fail (self != NULL && filter != NULL);
  if (memcmp (&self->filter, filter, sizeof *filter) != 0)
    self->scale = 0;
  self->filter = *filter;
}

void
tw_heat_view_set_bandwidth (TwHeatView *self, double bandwidth_m)
{
  g_return_if_fail (self != NULL && bandwidth_m >= 0);
  if (self->bandwidth_m != bandwidth_m)
    self->scale = 0;
  self->bandwidth_m = bandwidth_m;
}

static double
get_bandwidth (TwHeatView *self)
{
  if (self->bandwidth_m > 0)
    return self->bandwidth_m;
  return self->street != NULL ? self->street->bandwidth_m : 150;
}

/* Whether @hour_us is drawn from the outlook, and if so which hour of it. */
static gboolean
find_forecast_hour (TwHeatView *self, gint64 hour_us, guint *ret_hour)
{
  gint64 hour;

  if (self->outlook == NULL || !tw_outlook_is_ready (self->outlook))
    return FALSE;
  hour = (hour_us - tw_outlook_get_origin_us (self->outlook)) / TW_US_PER_HOUR;
  if (hour_us < tw_outlook_get_origin_us (self->outlook) || hour >= TW_OUTLOOK_HOURS)
    return FALSE;
  *ret_hour = hour;
  return TRUE;
}

typedef struct {
  double shown, unplaced;
} Sums;

static Sums
add_past (TwHeatView *self, TwHeat *kernel, gint64 hour_us)
{
  Sums sums = { 0, 0 };
  gsize i = tw_demand_find (self->demand, hour_us);

  for (; i < self->demand->n_rows && self->demand->rows[i].at_us < hour_us + TW_US_PER_HOUR; i++)
    {
      const TwRequestRow *row = &self->demand->rows[i];
      double x_m, y_m;

      if (!tw_filter_matches (&self->filter, row))
        continue;
      if (row->lat_e7 == TW_E7_NONE)
        {
          sums.unplaced++;
          continue;
        }
      tw_plane_to_m (&self->street->plane, row->lat_e7 / (double) TW_E7,
                     row->lon_e7 / (double) TW_E7, &x_m, &y_m);
      tw_heat_add (kernel, x_m, y_m, 1);
      sums.shown++;
    }
  return sums;
}

static Sums
add_forecast (TwHeatView *self, TwHeat *kernel, guint hour)
{
  gsize n_cells;
  const TwCell *cells = tw_outlook_get_cells (self->outlook, &n_cells);
  double total;
  Sums sums = { 0, 0 };

  if (self->n_means < n_cells)
    {
      self->n_means = n_cells;
      self->means = g_renew (float, self->means, n_cells);
    }
  tw_outlook_fill_cells (self->outlook, &self->filter, hour, self->means);
  total =
      tw_outlook_get_band (self->outlook, self->filter.community, self->filter.service, hour).mean
      * tw_outlook_get_channel_share (self->outlook, self->filter.community, self->filter.service,
                                      self->filter.channel);
  for (gsize i = 0; i < n_cells; i++)
    {
      if (self->means[i] <= 0)
        continue;
      tw_heat_add (kernel, (cells[i].col + 0.5) * TW_CELL_M, (cells[i].row + 0.5) * TW_CELL_M,
                   self->means[i]);
      sums.shown += self->means[i];
    }
  sums.unplaced = MAX (total - sums.shown, 0);
  return sums;
}

/* Fills @kernel for the hour; FALSE when there is nothing to say about it. */
static gboolean
fill (TwHeatView *self, TwHeat *kernel, gint64 hour_us, Sums *ret_sums, gboolean *ret_forecast)
{
  guint hour;

  *ret_forecast = find_forecast_hour (self, hour_us, &hour);
  if (*ret_forecast)
    *ret_sums = add_forecast (self, kernel, hour);
  else if (self->demand != NULL && hour_us >= self->demand->from_us
           && hour_us < self->demand->to_us)
    *ret_sums = add_past (self, kernel, hour_us);
  else
    return FALSE;
  return TRUE;
}

static double
round_up (double value)
{
  static const double steps[] = { 1, 1.5, 2, 3, 4, 5, 6, 8, 10 };
  double unit;

  if (!(value > 0))
    return 1;
  unit = pow (10, floor (log10 (value)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (value <= steps[i] * unit * (1 + 1e-9))
      return steps[i] * unit;
  return 10 * unit;
}

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

/* A coarse grid over the whole place, enough to find how hot each hour gets. */
static gboolean
set_scan_grid (TwHeatView *self)
{
  const TwBox *box = &self->street->extent;
  double bandwidth_m = get_bandwidth (self), x0_m, y0_m, x1_m, y1_m;
  TwHeatGrid grid;

  if (tw_box_is_empty (box))
    return FALSE;
  tw_plane_to_m (&self->street->plane, box->south, box->west, &x0_m, &y0_m);
  tw_plane_to_m (&self->street->plane, box->north, box->east, &x1_m, &y1_m);
  grid.cell_m = MAX (bandwidth_m / 2, MAX (x1_m - x0_m, y1_m - y0_m) / SCALE_SIDE_MAX);
  grid.x0_m = x0_m;
  grid.y0_m = y0_m;
  grid.width = (guint) CLAMP (ceil ((x1_m - x0_m) / grid.cell_m), 1, SCALE_SIDE_MAX);
  grid.height = (guint) CLAMP (ceil ((y1_m - y0_m) / grid.cell_m), 1, SCALE_SIDE_MAX);
  return tw_heat_set_grid (self->scan, &grid, bandwidth_m);
}

/*
 * The 97th percentile of the hours' peaks: one freak hour must not wash all others out; it
 * saturates instead.
 */
static double
find_scale (TwHeatView *self)
{
  g_autoptr (GArray) peaks = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 middle_us = self->scale_origin_us;

  if (self->street == NULL || !set_scan_grid (self))
    return 1;
  if (middle_us == 0 && self->demand != NULL)
    middle_us = tw_time_floor (self->demand->to_us, TW_US_PER_HOUR);
  for (int hour = -TW_OUTLOOK_HOURS; hour < TW_OUTLOOK_HOURS;
       hour += hour < 0 ? 1 : SCALE_FORECAST_STEP)
    {
      Sums sums;
      gboolean forecast;
      double peak;

      tw_heat_clear (self->scan);
      if (!fill (self, self->scan, middle_us + hour * TW_US_PER_HOUR, &sums, &forecast)
          || sums.shown <= 0)
        continue;
      tw_heat_compute (self->scan, 1);
      peak = tw_heat_get_max (self->scan);
      g_array_append_val (peaks, peak);
    }
  if (peaks->len == 0)
    return 1;
  g_array_sort (peaks, compare_double);
  return round_up (g_array_index (peaks, double, (peaks->len - 1) * 97 / 100));
}

double
tw_heat_view_get_scale (TwHeatView *self)
{
  g_return_val_if_fail (self != NULL, 1);
  if (self->scale <= 0)
    self->scale = find_scale (self);
  return self->scale;
}

static gboolean
set_view_grid (TwHeatView *self, const TwBox *view, int width, int height)
{
  const TwPlane *plane = &self->street->plane;
  double x0_m, y0_m, x1_m, y1_m, asked_m;
  TwHeatGrid grid = { .cell_m = get_bandwidth (self) / SAMPLES_PER_BANDWIDTH };
  TwLatLon south_west, north_east;

  tw_plane_to_m (plane, view->south, view->west, &x0_m, &y0_m);
  tw_plane_to_m (plane, view->north, view->east, &x1_m, &y1_m);
  asked_m = MAX ((x1_m - x0_m) / width, (y1_m - y0_m) / height);
  if (!(asked_m > 0))
    return FALSE;
  while (grid.cell_m < asked_m)
    grid.cell_m *= 2;
  grid.x0_m = (floor (x0_m / grid.cell_m) - 1) * grid.cell_m;
  grid.y0_m = (floor (y0_m / grid.cell_m) - 1) * grid.cell_m;
  grid.width = (guint) ((x1_m - grid.x0_m) / grid.cell_m) + 2;
  grid.height = (guint) ((y1_m - grid.y0_m) / grid.cell_m) + 2;
  if (!tw_heat_set_grid (self->kernel, &grid, get_bandwidth (self)))
    return FALSE;
  south_west = tw_plane_to_latlon (plane, grid.x0_m, grid.y0_m);
  north_east = tw_plane_to_latlon (plane, grid.x0_m + grid.width * grid.cell_m,
                                   grid.y0_m + grid.height * grid.cell_m);
  self->frame.box = (TwBox){ south_west.lat, south_west.lon, north_east.lat, north_east.lon };
  self->frame.width = grid.width;
  self->frame.height = grid.height;
  return TRUE;
}

/* The engine's rows begin in the south, a texture's in the north. */
static void
take_density (TwHeatView *self, const float *density)
{
  gsize width = self->frame.width, height = self->frame.height;

  if (self->n_density < width * height)
    {
      self->n_density = width * height;
      self->density = g_renew (float, self->density, self->n_density);
    }
  for (gsize y = 0; y < height; y++)
    memcpy (self->density + y * width, density + (height - 1 - y) * width, width * sizeof (float));
  self->frame.density = self->density;
}

const TwHeatFrame *
tw_heat_view_render (TwHeatView *self, gint64 hour_us, const TwBox *view, int width, int height)
{
  Sums sums = { 0, 0 };

  g_return_val_if_fail (self != NULL && view != NULL && width > 0 && height > 0, NULL);
  self->frame = (TwHeatFrame){ .box = *view, .empty = TRUE };
  if (self->street == NULL || !set_view_grid (self, view, width, height))
    return &self->frame;
  self->frame.empty = !fill (self, self->kernel, hour_us, &sums, &self->frame.forecast);
  take_density (self, tw_heat_compute (self->kernel, 1));
  self->frame.peak = tw_heat_get_max (self->kernel);
  self->frame.n_shown = sums.shown;
  self->frame.n_unplaced = sums.unplaced;
  return &self->frame;
}

static double
count_cell (TwHeatView *self, gint64 hour_us, TwCell cell)
{
  gsize i = tw_demand_find (self->demand, hour_us);
  guint n = 0;

  for (; i < self->demand->n_rows && self->demand->rows[i].at_us < hour_us + TW_US_PER_HOUR; i++)
    {
      const TwRequestRow *row = &self->demand->rows[i];
      TwCell other;

      if (row->lat_e7 == TW_E7_NONE || !tw_filter_matches (&self->filter, row))
        continue;
      other = tw_street_get_cell (self->street, row->lat_e7 / (double) TW_E7,
                                  row->lon_e7 / (double) TW_E7);
      n += other.col == cell.col && other.row == cell.row;
    }
  return n;
}

TwHeatProbe
tw_heat_view_probe (TwHeatView *self, gint64 hour_us, double lat, double lon)
{
  TwHeatProbe probe = { 0 };
  double x_m, y_m;
  guint hour;

  g_return_val_if_fail (self != NULL, probe);
  if (self->street == NULL)
    return probe;
  probe.cell = tw_street_get_cell (self->street, lat, lon);
  probe.box = tw_street_get_cell_box (self->street, probe.cell);
  probe.community = tw_street_find_community (self->street, lat, lon);
  probe.forecast = find_forecast_hour (self, hour_us, &hour);
  if (probe.forecast)
    probe.value = tw_outlook_get_cell_mean (self->outlook, probe.cell, &self->filter, hour);
  else if (self->demand != NULL)
    probe.value = count_cell (self, hour_us, probe.cell);
  tw_plane_to_m (&self->street->plane, lat, lon, &x_m, &y_m);
  probe.density = tw_heat_at (self->kernel, x_m, y_m);
  return probe;
}
