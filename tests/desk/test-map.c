// SPDX-License-Identifier: Apache-2.0
/* The map: projection, ramp, names, tiles and layers (F08; F75: no network, tiles come from local
 * geometry). */
#include "tw-uitest.h"

#include "desk/map/tw-heat-legend.h"
#include "desk/map/tw-heat-ramp.h"
#include "desk/map/tw-map-projection.h"
#include "desk/map/tw-map-view.h"
#include "desk/map/tw-tile-labels.h"
#include "desk/map/tw-tile-painter.h"
#include "desk/map/tw-tile-source.h"
#include "desk/map/tw-tile-style.h"

#include <math.h>

#define LAT 30.6550
#define LON 104.0850
#define ZOOM 16

static void
test_projection (void)
{
  static const TwLatLon places[] = {
    { LAT, LON }, { LAT + 0.01, LON - 0.02 }, { -33.9, 151.2 }, { 64.1, -21.9 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      TwMapProjection p;
      TwLatLon back;
      double x, y;

      tw_map_projection_init (&p, places[i], 256 * exp2 (15), 800, 600);
      tw_map_projection_to_px (&p, places[i].lat, places[i].lon, &x, &y);
      g_assert_cmpfloat_with_epsilon (x, 400, 1e-6);
      g_assert_cmpfloat_with_epsilon (y, 300, 1e-6);
      back = tw_map_projection_to_latlon (&p, 123, 456);
      tw_map_projection_to_px (&p, back.lat, back.lon, &x, &y);
      g_assert_cmpfloat_with_epsilon (x, 123, 1e-3);
      g_assert_cmpfloat_with_epsilon (y, 456, 1e-3);
    }
}

/* Whatever the box and the view, it fits, fills at least half of one side, and the zoom is whole.
 */
static void
test_fit (void)
{
  static const double sizes[] = { 0.004, 0.01, 0.023, 0.031, 0.08, 0.4 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int width = 400; width <= 1800; width += 350)
      {
        TwBox box = { LAT - sizes[i] / 2, LON - sizes[i], LAT + sizes[i] / 2, LON + sizes[i] };
        TwMapProjection p;
        double x0, y0, x1, y1;
        int zoom, tile_px;

        tw_map_fit (&box, width, 600, 20, 8, 19, &zoom, &tile_px);
        g_assert_cmpint (tile_px, >=, 256);
        g_assert_cmpint (tile_px, <, 512);
        g_assert_cmpint (tile_px % 8, ==, 0);
        tw_map_projection_init (&p, (TwLatLon){ LAT, LON }, tile_px * exp2 (zoom), width, 600);
        tw_map_projection_to_px (&p, box.north, box.west, &x0, &y0);
        tw_map_projection_to_px (&p, box.south, box.east, &x1, &y1);
        g_assert_cmpfloat (x1 - x0, <=, width - 39);
        g_assert_cmpfloat (y1 - y0, <=, 561);
        g_assert_true (x1 - x0 > 0.8 * (width - 40) || y1 - y0 > 0.8 * 560);
      }
}

static void
test_ramp (void)
{
  for (int dark = 0; dark <= 1; dark++)
    {
      const TwHeatRamp *ramp = tw_heat_ramp_get (dark);
      double step = ramp->lightness[1] - ramp->lightness[0];

      g_assert_cmpuint (ramp->argb[0], ==, 0); /* nothing is nothing */
      g_assert_cmpint (step > 0, ==, dark);
      for (guint i = 1; i < TW_HEAT_RAMP_SIZE; i++)
        {
          g_assert_cmpuint (ramp->argb[i] >> 24, >=, ramp->argb[i - 1] >> 24);
          g_assert_cmpfloat_with_epsilon (ramp->lightness[i] - ramp->lightness[i - 1], step, 1e-9);
        }
    }
  g_assert_cmpuint (tw_heat_ramp_index (0, 60), ==, 0);
  g_assert_cmpuint (tw_heat_ramp_index (60, 60), ==, 255);
  g_assert_cmpuint (tw_heat_ramp_index (600, 60), ==, 255);
  g_assert_cmpuint (tw_heat_ramp_index (5, 0), ==, 0);
}

/* Painting a field and asking the ramp for one density give one colour: the legend is the map. */
static void
test_ramp_paint (void)
{
  const TwHeatRamp *ramp = tw_heat_ramp_get (FALSE);
  float density[61];
  guint32 argb[61];

  for (int i = 0; i <= 60; i++)
    density[i] = (float) i;
  tw_heat_ramp_paint (ramp, density, 61, 60, argb);
  for (int i = 0; i <= 60; i++)
    g_assert_cmpuint (argb[i], ==, ramp->argb[tw_heat_ramp_index (i, 60)]);
}

static void
test_refine (void)
{
  static const float field[12] = { 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3 };
  float fine[12 * 9];

  tw_heat_field_refine (field, 4, 3, 3, fine);
  g_assert_cmpfloat_with_epsilon (fine[12 + 4], 1, 1e-5); /* middle of cell (1, 0) of the samples */
  g_assert_cmpfloat_with_epsilon (fine[12 * 4 + 5], 4 / 3.0, 1e-5);
  for (int i = 0; i < 12 * 9; i++)
    g_assert_cmpfloat (fine[i], >=, 0);
}

/* Text stands out, ground does not: WCAG AA for names, near-greys for areas. */
static void
test_style (void)
{
  for (int dark = 0; dark <= 1; dark++)
    {
      const TwTilePalette *p = tw_tile_palette_get (dark);
      guint32 grounds[] = { p->land, p->urban, p->green, p->water, p->building };

      for (gsize i = 0; i < G_N_ELEMENTS (grounds); i++)
        {
          g_assert_cmpfloat (tw_tile_contrast (p->text, grounds[i]), >=, 4.5);
          g_assert_cmpfloat (tw_tile_contrast (p->land, grounds[i]), <, 1.6);
        }
      g_assert_cmpfloat (tw_tile_contrast (p->text_water, p->water), >=, 4.5);
      g_assert_cmpfloat (tw_tile_contrast (p->text_green, p->green), >=, 4.5);
    }
  g_assert_cmpint (tw_street_rank ("primary_link"), ==, TW_STREET_PRIMARY);
  g_assert_cmpint (tw_street_rank ("service"), ==, TW_STREET_SERVICE);
  g_assert_cmpint (tw_street_rank ("what"), ==, TW_STREET_RESIDENTIAL);
  for (double zoom = 11; zoom < 20; zoom += 0.5)
    for (int rank = 1; rank < TW_STREET_N_RANKS; rank++)
      {
        g_assert_cmpfloat (tw_street_width_px (rank, zoom), >=,
                           tw_street_width_px (rank - 1, zoom));
        g_assert_cmpfloat (tw_street_width_px (rank, zoom + 0.5), >=,
                           tw_street_width_px (rank, zoom));
      }
}

/* --- names ------------------------------------------------------------------------------------ */

static void
test_overlap (void)
{
  static const struct {
    TwLabelCandidate a, b;
    double padding;
    gboolean overlap;
  } cases[] = {
    { { "a", 0, 0, 40, 10, 0, 1 }, { "b", 30, 0, 40, 10, 0, 1 }, 0, TRUE },
    { { "a", 0, 0, 40, 10, 0, 1 }, { "b", 45, 0, 40, 10, 0, 1 }, 0, FALSE },
    { { "a", 0, 0, 40, 10, 0, 1 }, { "b", 45, 0, 40, 10, 0, 1 }, 6, TRUE },
    { { "a", 0, 0, 80, 10, G_PI / 4, 1 },
      { "b", 30, -30, 20, 20, 0, 1 },
      0,
      FALSE }, /* boxes meet, texts do not */
    { { "a", 0, 0, 80, 10, G_PI / 4, 1 }, { "b", 26, 26, 20, 20, 0, 1 }, 0, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_tile_labels_overlap (&cases[i].a, &cases[i].b, cases[i].padding), ==,
                     cases[i].overlap);
}

static void
test_place (void)
{
  TwLabelCandidate labels[] = {
    { "low", 10, 0, 40, 10, 0, 1, 0, FALSE },  { "high", 0, 0, 40, 10, 0, 5, 0, FALSE },
    { "far", 400, 0, 40, 10, 0, 1, 0, FALSE }, { "街", 1000, 0, 40, 10, 0, 3, 0, TRUE },
    { "街", 1150, 0, 40, 10, 0, 2, 0, TRUE },  { "街", 1500, 0, 40, 10, 0, 2, 0, TRUE },
  };
  static const gboolean expected[] = { FALSE, TRUE, TRUE, TRUE, FALSE, TRUE };
  gboolean stands[G_N_ELEMENTS (labels)];

  tw_tile_labels_place (labels, G_N_ELEMENTS (labels), 2, 300, stands);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    g_assert_cmpint (stands[i], ==, expected[i]);
}

/* Names that stand never touch, and a tile that sees only the neighbourhood says the same as the
 * whole map. */
static void
test_place_is_local (void)
{
  enum { N = 400 };
  g_autofree TwLabelCandidate *all = g_new0 (TwLabelCandidate, N),
                              *near = g_new0 (TwLabelCandidate, N);
  gboolean stands[N], near_stands[N];
  guint index[N], n_near = 0;

  for (guint i = 0; i < N; i++)
    all[i] = (TwLabelCandidate){ i % 2 ? "一" : "二",
                                 g_test_rand_double_range (0, 2000),
                                 g_test_rand_double_range (0, 2000),
                                 60,
                                 12,
                                 g_test_rand_double_range (-1.5, 1.5),
                                 g_test_rand_int_range (0, 5),
                                 0,
                                 FALSE };
  tw_tile_labels_place (all, N, 3, 0, stands);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < i; j++)
      g_assert_false (stands[i] && stands[j] && tw_tile_labels_overlap (&all[i], &all[j], 3)
                      && tw_tile_labels_overlap (&all[j], &all[i], 3));
  for (guint i = 0; i < N; i++)
    if (fabs (all[i].x - 1000) < 400 && fabs (all[i].y - 1000) < 400)
      {
        index[n_near] = i;
        near[n_near++] = all[i];
      }
  tw_tile_labels_place (near, n_near, 3, 0, near_stands);
  for (guint i = 0; i < n_near; i++)
    if (fabs (near[i].x - 1000) < 300 && fabs (near[i].y - 1000) < 300)
      g_assert_cmpint (near_stands[i], ==, stands[index[i]]);
}

static void
test_runs (void)
{
  static const TwPixel corner[] = { { 0, 0 }, { 100, 0 }, { 200, 3 }, { 200, 150 } };
  static const TwPixel west[] = { { 300, 0 }, { 0, 0 } };
  g_autoptr (GArray) runs = tw_tile_labels_find_runs (corner, 4, 60, 1000);
  g_autoptr (GArray) upright = tw_tile_labels_find_runs (west, 2, 60, 1000);
  g_autoptr (GArray) repeated = tw_tile_labels_find_runs (west, 2, 60, 100);
  g_autoptr (GArray) none = tw_tile_labels_find_runs (west, 2, 600, 1000);

  g_assert_cmpuint (runs->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (runs, TwLabelRun, 0).x, 100, 0.01);
  g_assert_cmpfloat_with_epsilon (g_array_index (runs, TwLabelRun, 1).angle, G_PI / 2, 0.01);
  g_assert_cmpfloat_with_epsilon (g_array_index (upright, TwLabelRun, 0).angle, 0,
                                  1e-9); /* never upside down */
  g_assert_cmpuint (repeated->len, ==, 3);
  g_assert_cmpuint (none->len, ==, 0);
}

/* --- tiles ------------------------------------------------------------------------------------ */

static TwMapFeature *
make_feature (TwMapKind kind, const char *klass, const char *name, gboolean closed,
              const double *lonlat, gsize n)
{
  TwMapFeature *feature = g_new0 (TwMapFeature, 1);

  feature->kind = kind;
  feature->ext_id = g_strdup ("way/1");
  feature->klass = g_strdup (klass);
  feature->name = g_strdup (name);
  feature->closed = closed;
  feature->n_points = n;
  feature->n_parts = 1;
  feature->points = g_new (TwPointE7, n);
  for (gsize i = 0; i < n; i++)
    feature->points[i] = (TwPointE7){ (gint32) lround (lonlat[2 * i + 1] * TW_E7),
                                      (gint32) lround (lonlat[2 * i] * TW_E7) };
  return feature;
}

static TwTileJob
job_at (double lat, double lon, gboolean dark)
{
  TwTileJob job = { .zoom = ZOOM, .n_tiles = 1, .tile_px = 256, .scale = 1, .dark = dark };
  double x, y;

  tw_mercator_from_latlon (lat, lon, &x, &y);
  job.x = (int) floor (x * exp2 (ZOOM));
  job.y = (int) floor (y * exp2 (ZOOM));
  return job;
}

static guint32
pixel_at (cairo_surface_t *surface, const TwTileJob *job, double lat, double lon)
{
  double x, y, world = exp2 (job->zoom) * job->tile_px;
  int px, py;

  tw_mercator_from_latlon (lat, lon, &x, &y);
  px = (int) floor ((x * world - job->x * job->tile_px) * job->scale);
  py = (int) floor ((y * world - job->y * job->tile_px) * job->scale);
  g_assert_true (px >= 0 && py >= 0 && px < cairo_image_surface_get_width (surface));
  return *(guint32 *) (void *) (cairo_image_surface_get_data (surface)
                                + py * cairo_image_surface_get_stride (surface) + px * 4)
         & 0xffffff;
}

/* Middle of the tile that holds the sample place. */
static TwLatLon
tile_middle (void)
{
  TwTileJob job = job_at (LAT, LON, FALSE);

  return tw_mercator_to_latlon ((job.x + 0.5) / exp2 (ZOOM), (job.y + 0.5) / exp2 (ZOOM));
}

static GPtrArray *
sample_features (void)
{
  GPtrArray *features = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_map_feature_free);
  TwLatLon m = tile_middle ();
  double d = 0.0006;
  double water[] = { m.lon - 2 * d, m.lat - 2 * d, m.lon - d,     m.lat - 2 * d,
                     m.lon - d,     m.lat - d,     m.lon - 2 * d, m.lat - d };
  double house[] = { m.lon + d,     m.lat + d,     m.lon + 2 * d, m.lat + d,
                     m.lon + 2 * d, m.lat + 2 * d, m.lon + d,     m.lat + 2 * d };
  double street[] = { m.lon - 0.01, m.lat, m.lon + 0.01, m.lat };

  g_ptr_array_add (features, make_feature (TW_MAP_WATER, "", NULL, TRUE, water, 4));
  g_ptr_array_add (features, make_feature (TW_MAP_BUILDING, "", NULL, TRUE, house, 4));
  g_ptr_array_add (features, make_feature (TW_MAP_STREET, "primary", "春熙路", FALSE, street, 2));
  return features;
}

static void
test_tile_colors (void)
{
  g_autoptr (GPtrArray) features = sample_features ();
  TwLatLon m = tile_middle ();

  for (int dark = 0; dark <= 1; dark++)
    for (int scale = 1; scale <= 2; scale++)
      {
        const TwTilePalette *p = tw_tile_palette_get (dark);
        TwTileJob job = job_at (LAT, LON, dark);
        cairo_surface_t *surface;

        job.scale = scale;
        surface = tw_tile_paint (&job, features);
        g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 256 * scale);
        g_assert_cmphex (pixel_at (surface, &job, m.lat - 0.0009, m.lon - 0.0009), ==, p->water);
        g_assert_cmphex (pixel_at (surface, &job, m.lat + 0.0009, m.lon + 0.0009), ==, p->building);
        g_assert_cmphex (pixel_at (surface, &job, m.lat - 0.0009, m.lon + 0.0009), ==, p->land);
        g_assert_cmphex (pixel_at (surface, &job, m.lat, m.lon + 0.0022), ==, p->major);
        cairo_surface_destroy (surface);
      }
}

static void
test_tile_empty (void)
{
  TwTileJob job = job_at (LAT, LON, FALSE);
  cairo_surface_t *surface = tw_tile_paint (&job, NULL);
  TwLatLon m = tile_middle ();

  g_assert_cmphex (pixel_at (surface, &job, m.lat, m.lon), ==, tw_tile_palette_get (FALSE)->land);
  cairo_surface_destroy (surface);
}

static guint
count_dark_pixels (cairo_surface_t *surface)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      n += (cairo_image_surface_get_data (
               surface)[y * cairo_image_surface_get_stride (surface) + 4 * x + 1])
           < 0x80;
  return n;
}

static void
test_tile_names (void)
{
  g_autoptr (GPtrArray) features = sample_features ();
  TwTileJob job = job_at (LAT, LON, FALSE);
  cairo_surface_t *surface = tw_tile_paint (&job, features);
  guint with = count_dark_pixels (surface);

  cairo_surface_destroy (surface);
  g_clear_pointer (&((TwMapFeature *) g_ptr_array_index (features, 2))->name, g_free);
  surface = tw_tile_paint (&job, features);
  g_assert_cmpuint (with, >, count_dark_pixels (surface) + 40);
  cairo_surface_destroy (surface);
}

/* Where something above has its names, the tile has none. */
static void
test_tile_reserved (void)
{
  g_autoptr (GPtrArray) features = sample_features ();
  g_autoptr (GArray) reserved = g_array_new (FALSE, FALSE, sizeof (TwLabelCandidate));
  TwTileJob job = job_at (LAT, LON, FALSE);
  TwLabelCandidate all = { .text = "",
                           .x = (job.x + 0.5) * job.tile_px,
                           .y = (job.y + 0.5) * job.tile_px,
                           .width = 2 * job.tile_px,
                           .height = 2 * job.tile_px,
                           .priority = G_MAXINT };
  cairo_surface_t *surface = tw_tile_paint (&job, features);
  guint with = count_dark_pixels (surface);

  cairo_surface_destroy (surface);
  g_array_append_val (reserved, all);
  job.reserved = reserved;
  surface = tw_tile_paint (&job, features);
  g_assert_cmpuint (with, >, count_dark_pixels (surface) + 40);
  cairo_surface_destroy (surface);
}

/* Two tiles painted alone are the two halves of both painted as one square, names across the edge
 * included. */
static void
test_tile_seams (void)
{
  g_autoptr (GPtrArray) features = sample_features ();
  TwTileJob square = job_at (LAT, LON, FALSE);
  cairo_surface_t *whole;
  guint differing = 0;

  square.n_tiles = 2;
  whole = tw_tile_paint (&square, features);
  for (int i = 0; i < 4; i++)
    {
      TwTileJob job = square;
      cairo_surface_t *tile;

      job.n_tiles = 1;
      job.x += i % 2;
      job.y += i / 2;
      tile = tw_tile_paint (&job, features);
      for (int y = 0; y < 256; y++)
        for (int x = 0; x < 256; x++)
          {
            guint8 *a = cairo_image_surface_get_data (tile)
                        + y * cairo_image_surface_get_stride (tile) + 4 * x;
            guint8 *b = cairo_image_surface_get_data (whole)
                        + (y + i / 2 * 256) * cairo_image_surface_get_stride (whole)
                        + 4 * (x + i % 2 * 256);

            differing += ABS (a[1] - b[1]) > 24 ? 1 : 0;
          }
      cairo_surface_destroy (tile);
    }
  cairo_surface_destroy (whole);
  g_assert_cmpuint (differing, <=, 4);
}

/* --- the view --------------------------------------------------------------------------------- */

static TwMapPack *
make_pack (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) features = sample_features ();
  g_autofree char *dir = g_dir_make_tmp ("tw-map-XXXXXX", &error);
  TwMapPack *pack = tw_map_pack_open (dir, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (tw_map_pack_begin (pack, "test", "© Test", &error));
  for (guint i = 0; i < features->len; i++)
    {
      TwMapFeature *feature = g_ptr_array_index (features, i);

      g_free (feature->ext_id);
      feature->ext_id = g_strdup_printf ("way/%u", i);
      g_assert_true (tw_map_pack_add (pack, feature, &error));
    }
  g_assert_true (tw_map_pack_commit (pack, &error));
  g_assert_no_error (error);
  return pack;
}

static void
keep_place_cb (TwMapView *view, double lat, double lon, TwLatLon *ret)
{
  *ret = (TwLatLon){ lat, lon };
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  int *code = user_data;
  g_autoptr (GError) error = NULL;

  if (!shumate_map_source_fill_tile_finish (SHUMATE_MAP_SOURCE (source), result, &error))
    g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
  *code = error == NULL ? -1 : error->code;
}

/* A closed source gives the pack back, whoever holds the source, and leaves nobody waiting. */
static void
test_closed_source (void)
{
  g_autoptr (TwMapPack) pack = make_pack ();
  TwTileLook look = { .tile_px = 256, .scale = 1 };
  g_autoptr (TwTileSource) source = tw_tile_source_new (pack, &look);
  TwTileJob job = job_at (LAT, LON, FALSE);
  int codes[] = { 0, 0, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      /* a widget in older releases, with a floating reference */
      g_autoptr (ShumateTile) tile =
          g_object_take_ref (shumate_tile_new_full (job.x + (int) i * 8, job.y, 256, job.zoom));

      shumate_map_source_fill_tile_async (SHUMATE_MAP_SOURCE (source), tile, NULL, filled_cb,
                                          &codes[i]);
      if (i == 0)
        g_assert_true (tw_uitest_until (codes[0] != 0, 10000));
      else
        tw_tile_source_close (source);
      g_assert_true (i == 0 || tw_uitest_until (codes[i] != 0, 10000));
    }
  g_assert_cmpint (codes[0], ==, -1);
  g_assert_cmpint (codes[1], ==, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (codes[2], ==, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (tw_tile_source_get_n_pending (source), ==, 0);
}

static gboolean
shows_blue (GtkWidget *view, double x, double y, double blue)
{
  g_autoptr (GdkTexture) shot = tw_uitest_shot (view);

  return fabs (tw_uitest_pixel (shot, (int) x, (int) y).blue - blue) < 0.02;
}

static void
test_view (void)
{
  g_autoptr (TwMapPack) pack = make_pack ();
  GtkWidget *view = tw_map_view_new (), *window = gtk_window_new ();
  TwLatLon clicked = { 0, 0 }, before, after, m = tile_middle ();
  TwMapProjection p;
  double x, y;

  tw_map_view_set_pack (TW_MAP_VIEW (view), pack);
  gtk_window_set_child (GTK_WINDOW (window), view);
  g_signal_connect (view, "activated", G_CALLBACK (keep_place_cb), &clicked);
  tw_uitest_show (GTK_WINDOW (window), 600, 480);
  tw_map_view_go_to (TW_MAP_VIEW (view), m.lat, m.lon, 17);
  g_assert_true (tw_uitest_until (!tw_map_view_is_painting (TW_MAP_VIEW (view)), 10000));
  tw_uitest_pump_ms (50);

  /* the water is where the database says it is */
  g_assert_true (tw_map_view_get_projection (TW_MAP_VIEW (view), &p));
  tw_map_projection_to_px (&p, m.lat - 0.0009, m.lon - 0.0009, &x, &y);
  g_assert_true (
      tw_uitest_until (shows_blue (view, x, y, (tw_tile_palette_get (FALSE)->water & 255) / 255.0),
                       10000));

  /* zooming keeps what is under the pointer */
  before = tw_map_projection_to_latlon (&p, 150, 120);
  tw_map_view_zoom_by (TW_MAP_VIEW (view), 1, 150, 120);
  g_assert_true (tw_map_view_get_projection (TW_MAP_VIEW (view), &p));
  after = tw_map_projection_to_latlon (&p, 150, 120);
  g_assert_cmpfloat_with_epsilon (before.lat, after.lat, 1e-7);
  g_assert_cmpfloat_with_epsilon (before.lon, after.lon, 1e-7);

  /* a click selects, a drag pans and does not */
  tw_uitest_click_at (view, 200, 200, 1, 1);
  after = tw_map_projection_to_latlon (&p, 200, 200);
  g_assert_cmpfloat_with_epsilon (clicked.lat, after.lat, 1e-5);
  clicked.lat = 0;
  tw_uitest_drag (view, 200, 200, view, 320, 260, 5);
  g_assert_cmpfloat (clicked.lat, ==, 0);
  g_assert_true (tw_map_view_get_projection (TW_MAP_VIEW (view), &p));
  tw_map_projection_to_px (&p, after.lat, after.lon, &x, &y);
  g_assert_cmpfloat (x, >, 280);
  tw_uitest_close (GTK_WINDOW (window));
}

static double
world_px (GtkWidget *view)
{
  TwMapProjection p;

  g_assert_true (tw_map_view_get_projection (TW_MAP_VIEW (view), &p));
  return p.world_px;
}

/* Everything stays in view while the window takes its size; after a person has moved the map it is
 * left alone. */
static void
test_view_fits (void)
{
  g_autoptr (TwMapPack) pack = make_pack ();
  GtkWidget *view = tw_map_view_new (), *window = gtk_window_new ();
  double small, moved;

  tw_map_view_set_pack (TW_MAP_VIEW (view), pack);
  gtk_window_set_child (GTK_WINDOW (window), view);
  tw_uitest_show (GTK_WINDOW (window), 400, 300);
  tw_uitest_pump_ms (60);
  small = world_px (view);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  g_assert_true (
      tw_uitest_until (gtk_widget_get_width (view) == 900 && world_px (view) > 1.8 * small, 3000));
  tw_map_view_zoom_by (TW_MAP_VIEW (view), -1, 100, 100);
  moved = world_px (view);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  g_assert_true (tw_uitest_until (gtk_widget_get_width (view) == 500, 3000));
  tw_uitest_pump_ms (60);
  g_assert_cmpfloat (world_px (view), ==, moved);
  tw_uitest_key (GDK_KEY_0, 0);
  tw_uitest_close (GTK_WINDOW (window));
}

static void
test_pulse (void)
{
  GtkWidget *view = tw_map_view_new (), *window = gtk_window_new ();
  TwPulseLayer *pulses = tw_map_view_get_pulses (TW_MAP_VIEW (view));

  gtk_window_set_child (GTK_WINDOW (window), view);
  tw_uitest_show (GTK_WINDOW (window), 400, 300);
  tw_map_view_go_to (TW_MAP_VIEW (view), LAT, LON, 0);
  for (int i = 0; i < 100; i++)
    tw_pulse_layer_add (pulses, LAT, LON);
  g_assert_cmpuint (tw_pulse_layer_get_n_active (pulses), ==, 64);
  g_assert_true (tw_uitest_until (tw_pulse_layer_get_n_active (pulses) == 0, 2500));
  tw_uitest_close (GTK_WINDOW (window));
}

/* F79: at 200 % the legend is as large as its texts need, and nothing of it is painted outside. */
static void
test_legend_text_scale (void)
{
  TwHeatLegend *legend = TW_HEAT_LEGEND (tw_heat_legend_new ());
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (legend));
  tw_uitest_show (GTK_WINDOW (window), 600, 300);
  for (int scale = 1; scale <= 2; scale++)
    for (int top = 0; top <= 60; top += 60)
      {
        cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
        cairo_t *cr = cairo_create (surface);
        int width, height;
        double x, y, w, h;

        g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * scale, NULL);
        tw_heat_legend_set (legend, top, FALSE);
        tw_uitest_pump_ms (50);
        gtk_widget_measure (GTK_WIDGET (legend), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                            NULL);
        gtk_widget_measure (GTK_WIDGET (legend), GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL,
                            NULL);
        tw_heat_legend_paint (legend, cr);
        cairo_recording_surface_ink_extents (surface, &x, &y, &w, &h);
        g_assert_cmpfloat (x, >=, 0);
        g_assert_cmpfloat (y, >=, 0);
        g_assert_cmpfloat (x + w, <=, width);
        g_assert_cmpfloat (y + h, <=, height);
        g_assert_cmpint (height, >=, scale == 1 ? 50 : 80);
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
  tw_uitest_close (GTK_WINDOW (window));
}

/* The legend's middle shows the ramp's middle over land, as the map does. */
static void
test_legend (void)
{
  GtkWidget *legend = tw_heat_legend_new (), *window = gtk_window_new ();
  guint32 expected =
      tw_heat_ramp_over (tw_heat_ramp_get (FALSE), 128, tw_tile_palette_get (FALSE)->land);
  g_autoptr (GdkTexture) shot = NULL;
  gboolean found = FALSE;

  gtk_widget_set_halign (legend, GTK_ALIGN_START);
  gtk_widget_set_valign (legend, GTK_ALIGN_START);
  gtk_window_set_child (GTK_WINDOW (window), legend);
  tw_heat_legend_set (TW_HEAT_LEGEND (legend), 60, TRUE);
  tw_uitest_show (GTK_WINDOW (window), 300, 120);
  shot = tw_uitest_shot (legend);
  for (int y = 0; y < gdk_texture_get_height (shot) && !found; y++)
    {
      GdkRGBA pixel = tw_uitest_pixel (shot, gdk_texture_get_width (shot) / 2, y);

      found = fabs (pixel.red - (expected >> 16 & 255) / 255.0) < 0.03
              && fabs (pixel.green - (expected >> 8 & 255) / 255.0) < 0.03
              && fabs (pixel.blue - (expected & 255) / 255.0) < 0.03;
    }
  g_assert_true (found);
  gtk_test_accessible_assert_property (legend, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Legend: 0 to 60 requests per km² and hour, forecast");
  tw_uitest_close (GTK_WINDOW (window));
}

/* --- names of the communities ----------------------------------------------------------------- */

static TwStreet *
make_street (const char *const *names, guint n, double width_deg)
{
  TwStreet *street = g_new0 (TwStreet, 1);

  g_atomic_ref_count_init (&street->refs);
  street->communities = g_array_new (FALSE, TRUE, sizeof (TwCommunity));
  g_array_set_size (street->communities, 1);
  for (guint i = 0; i < n; i++)
    {
      double west = LON + i * width_deg;
      TwPointE7 ring[] = { { (gint32) (LAT * TW_E7), (gint32) (west * TW_E7) },
                           { (gint32) (LAT * TW_E7), (gint32) ((west + width_deg) * TW_E7) },
                           { (gint32) ((LAT + 0.01) * TW_E7), (gint32) (west * TW_E7) } };
      TwCommunity community = { .label = { .number = (guint16) (i + 1), .name = (char *) names[i] },
                                .ring = g_memdup2 (ring, sizeof ring),
                                .n_ring = 3,
                                .lat = LAT + 0.004,
                                .lon = west + width_deg / 2 };

      g_array_append_val (street->communities, community);
    }
  return street;
}

/* Of the street only what make_street() put there; the layer must have let go of it. */
static void
free_street (TwStreet *street)
{
  g_assert_true (g_atomic_ref_count_compare (&street->refs, 1));
  for (guint i = 1; i < street->communities->len; i++)
    g_free (g_array_index (street->communities, TwCommunity, i).ring);
  g_array_unref (street->communities);
  g_free (street);
}

static void
test_community_names (void)
{
  static const struct {
    const char *names[3];
    double world_px; /* how near */
    const char *shown[3];
  } cases[] = {
    /* in full where there is room, in brief where there is less, all alike */
    { { "Stone Community", "Gold Community", "Park Community" },
      256 * 65536,
      { "Stone Community", "Gold Community", "Park Community" } },
    { { "Stone Community", "Gold Community", "Park Community" },
      256 * 8192,
      { "Stone", "Gold", "Park" } },
    { { "石塘社区", "金桥社区", "银杏社区" }, 256 * 4096, { "石塘", "金桥", "银杏" } },
    /* words that only look alike stay, and so does a name that would be gone */
    { { "Northtown", "Southtown", "Westtown" },
      256 * 12000,
      { "Northtown", "Southtown", "Westtown" } },
    { { "社区", "金桥社区", "银杏社区" }, 256 * 8192, { "社区", "金桥社区", "银杏社区" } },
  };

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      GtkWidget *view = g_object_ref_sink (tw_map_view_new ());
      TwOutlineLayer *layer = tw_map_view_get_outlines (TW_MAP_VIEW (view));
      TwStreet *street = make_street (cases[c].names, 3, 0.012);
      g_autoptr (GArray) names = NULL;
      g_autoptr (GArray) reserved = NULL;

      tw_outline_layer_set_street (layer, street);
      names = tw_outline_layer_list_names (layer, cases[c].world_px);
      reserved = tw_outline_layer_list_reserved (layer, cases[c].world_px);
      g_assert_cmpuint (names->len, ==, 3);
      g_assert_cmpuint (reserved->len, ==, 3);
      for (guint i = 0; i < 3; i++)
        {
          const TwLabelCandidate *name = &g_array_index (names, TwLabelCandidate, i);
          const TwLabelCandidate *box = &g_array_index (reserved, TwLabelCandidate, i);

          g_assert_cmpstr (name->text, ==, cases[c].shown[i]);
          g_assert_cmpfloat (box->width, >=, name->width);
        }
      tw_outline_layer_set_street (layer, NULL);
      free_street (street);
      g_object_unref (view);
    }
}

/* However narrow its community, the selected one has its name. */
static void
test_selected_name (void)
{
  static const char *const names[] = { "Stone Community", "Gold Community", "Park Community" };
  GtkWidget *view = g_object_ref_sink (tw_map_view_new ());
  TwOutlineLayer *layer = tw_map_view_get_outlines (TW_MAP_VIEW (view));
  TwStreet *street = make_street (names, 3, 0.0005);
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) after = NULL;

  tw_outline_layer_set_street (layer, street);
  before = tw_outline_layer_list_names (layer, 256 * 8192);
  g_assert_cmpuint (before->len, ==, 0);
  tw_outline_layer_set_selected (layer, 2);
  after = tw_outline_layer_list_names (layer, 256 * 8192);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (g_array_index (after, TwLabelCandidate, 0).text, ==, "Gold");
  tw_outline_layer_set_street (layer, NULL);
  free_street (street);
  g_object_unref (view);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language ("en");
  g_test_add_func ("/map/projection", test_projection);
  g_test_add_func ("/map/fit", test_fit);
  g_test_add_func ("/map/ramp", test_ramp);
  g_test_add_func ("/map/ramp-paint", test_ramp_paint);
  g_test_add_func ("/map/refine", test_refine);
  g_test_add_func ("/map/style", test_style);
  g_test_add_func ("/map/labels/overlap", test_overlap);
  g_test_add_func ("/map/labels/place", test_place);
  g_test_add_func ("/map/labels/local", test_place_is_local);
  g_test_add_func ("/map/labels/runs", test_runs);
  g_test_add_func ("/map/tile/colors", test_tile_colors);
  g_test_add_func ("/map/tile/empty", test_tile_empty);
  g_test_add_func ("/map/tile/names", test_tile_names);
  g_test_add_func ("/map/tile/seams", test_tile_seams);
  g_test_add_func ("/map/tile/closed", test_closed_source);
  g_test_add_func ("/map/view", test_view);
  g_test_add_func ("/map/view-fits", test_view_fits);
  g_test_add_func ("/map/names", test_community_names);
  g_test_add_func ("/map/names/selected", test_selected_name);
  g_test_add_func ("/map/tile/reserved", test_tile_reserved);
  g_test_add_func ("/map/pulse", test_pulse);
  g_test_add_func ("/map/legend", test_legend);
  g_test_add_func ("/map/legend-text", test_legend_text_scale);
  return g_test_run ();
}
