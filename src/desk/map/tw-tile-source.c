// SPDX-License-Identifier: Apache-2.0
/*
 * Tiles are painted in squares of 4 x 4 (2 x 2 when pixels are many): a name needs its
 * neighbourhood, and the wider the square, the less of that is painted twice. A request for one
 * tile queues its square; all tiles of the square that are asked for meanwhile wait for the same
 * painting. Newest requests are painted first, since they are what is looked at; a square nobody
 * waits for any longer is dropped. The tiles go into a cache that forgets the least recently used.
 *
 * Threads: `pending`, its squares and `closed` belong to the mutex; everything else to the main
 * thread. A worker touches its own square with the pack in it, and nothing of GTK.
 *
 * A source that is done with is closed, not only let go of: the layers of newer shumates (seen in
 * 1.4) never give their source back, and an open one would keep its cache and the pack for good.
 */
#include "desk/map/tw-tile-source.h"

#include "desk/chart/tw-picture.h"
#include "desk/map/tw-tile-painter.h"

#include <string.h>

#define CACHE_BYTES (48 * 1024 * 1024)
#define N_WORKERS 2
#define MAX_SQUARE_PX 2048

typedef struct {
  gint64 key;
  TwPicture *picture;
  GList link;
} CachedTile;

typedef struct {
  TwTileSource *source; /* owned */
  TwMapPack *pack;      /* owned */
  TwTileJob job;
  gint64 key;
  guint serial;
  GPtrArray *tasks;  /* GTask with the ShumateTile as data */
  GPtrArray *images; /* cairo_surface_t by row, or NULL: nothing but ground */
} Square;

struct _TwTileSource {
  ShumateMapSource parent_instance;
  TwMapPack *pack;
  TwTileLook look;
  guint generation;
  int n_tiles;
  GHashTable *cache; /* key -> CachedTile */
  GQueue recent;     /* of CachedTile, newest first */
  guint max_cached;
  TwPicture *ground;
  guint serial, n_painted;
  GMutex mutex;
  GHashTable *pending; /* key -> Square */
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (TwTileSource, tw_tile_source, SHUMATE_TYPE_MAP_SOURCE)

static gint64
tile_key (int zoom, int x, int y)
{
  return (gint64) zoom << 58 | (gint64) x << 29 | y;
}

static void
square_free (Square *square)
{
  g_clear_object (&square->source);
  g_clear_pointer (&square->pack, tw_map_pack_unref);
  g_ptr_array_unref (square->tasks);
  g_clear_pointer (&square->images, g_ptr_array_unref);
  g_free (square);
}

static void
cached_tile_free (gpointer data)
{
  CachedTile *tile = data;

  g_object_unref (tile->picture);
  g_free (tile);
}

/* --- cache ------------------------------------------------------------------------------------ */

static TwPicture *
cache_lookup (TwTileSource *self, gint64 key)
{
  CachedTile *tile = g_hash_table_lookup (self->cache, &key);

  if (tile == NULL)
    return NULL;
  g_queue_unlink (&self->recent, &tile->link);
  g_queue_push_head_link (&self->recent, &tile->link);
  return tile->picture;
}

static void
cache_store (TwTileSource *self, gint64 key, TwPicture *picture)
{
  CachedTile *tile;

  if (cache_lookup (self, key) != NULL)
    return;
  while (self->recent.length >= self->max_cached)
    {
      tile = g_queue_peek_tail (&self->recent);
      g_queue_unlink (&self->recent, &tile->link);
      g_hash_table_remove (self->cache, &tile->key);
    }
  tile = g_new0 (CachedTile, 1);
  tile->key = key;
  tile->picture = g_object_ref (picture);
  tile->link.data = tile;
  g_hash_table_insert (self->cache, &tile->key, tile);
  g_queue_push_head_link (&self->recent, &tile->link);
}

/* --- in the worker ---------------------------------------------------------------------------- */

static cairo_surface_t *
cut_tile (cairo_surface_t *surface, int px, int col, int row)
{
  cairo_surface_t *tile = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, px, px);
  cairo_t *cr = cairo_create (tile);

  cairo_surface_set_device_scale (surface, 1, 1);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, surface, -col * px, -row * px);
  cairo_paint (cr);
  cairo_destroy (cr);
  return tile;
}

static void
drop_points (GPtrArray *features)
{
  for (guint i = features->len; i-- > 0;)
    if (((TwMapFeature *) g_ptr_array_index (features, i))->kind == TW_MAP_POI)
      g_ptr_array_remove_index (features, i);
}

static void
paint_square (Square *square)
{
  TwTileSource *self = square->source;
  int px = square->job.tile_px * square->job.scale;
  TwBox box = tw_tile_job_box (&square->job, tw_tile_job_margin_px (&square->job));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) features = tw_map_pack_list (square->pack, &box, square->job.zoom, &error);
  cairo_surface_t *surface;

  if (error != NULL)
    g_debug ("base map: %s", error->message);
  if (features != NULL && self->look.skip_points)
    drop_points (features);
  if (features == NULL || features->len == 0)
    return;
  surface = tw_tile_paint (&square->job, features);
  square->images = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  for (int row = 0; row < square->job.n_tiles; row++)
    for (int col = 0; col < square->job.n_tiles; col++)
      g_ptr_array_add (square->images, cut_tile (surface, px, col, row));
  cairo_surface_destroy (surface);
}

static gboolean
is_cancelled (gpointer task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  return cancellable != NULL && g_cancellable_is_cancelled (cancellable);
}

/* Takes the square out of the queue if everybody who waited has gone. */
static gboolean
is_abandoned (TwTileSource *self, Square *square)
{
  gboolean abandoned = TRUE;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < square->tasks->len && abandoned && !self->closed; i++)
    abandoned = is_cancelled (g_ptr_array_index (square->tasks, i));
  if (abandoned)
    g_hash_table_remove (self->pending, &square->key);
  g_mutex_unlock (&self->mutex);
  return abandoned;
}

/* --- back on the main thread ------------------------------------------------------------------ */

static void
keep_tiles (TwTileSource *self, Square *square)
{
  for (int i = 0; i < square->job.n_tiles * square->job.n_tiles; i++)
    {
      gint64 key = tile_key (square->job.zoom, square->job.x + i % square->job.n_tiles,
                             square->job.y + i / square->job.n_tiles);
      g_autoptr (TwPicture) picture = NULL;

      if (square->images == NULL)
        picture = g_object_ref (self->ground);
      else
        picture = tw_picture_new_take (cairo_surface_reference (
                                           g_ptr_array_index (square->images, (guint) i)),
                                       TRUE);
      cache_store (self, key, picture);
    }
}

static void
return_cancelled (gpointer task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not wanted any more");
}

static void
show_picture (ShumateTile *tile, TwPicture *picture)
{
  shumate_tile_set_fade_in (tile, FALSE);
  shumate_tile_set_paintable (tile, GDK_PAINTABLE (picture));
  shumate_tile_set_state (tile, SHUMATE_STATE_DONE);
}

static gboolean
forget_cb (gpointer user_data)
{
  Square *square = user_data;

  for (guint i = 0; i < square->tasks->len; i++)
    return_cancelled (g_ptr_array_index (square->tasks, i));
  square_free (square);
  return G_SOURCE_REMOVE;
}

static gboolean
deliver_cb (gpointer user_data)
{
  Square *square = user_data;
  TwTileSource *self = square->source;
  g_autoptr (GPtrArray) tasks = g_ptr_array_ref (square->tasks);
  gboolean painted = square->images != NULL;

  g_mutex_lock (&self->mutex);
  if (g_hash_table_lookup (self->pending, &square->key) == square)
    g_hash_table_remove (self->pending, &square->key);
  g_mutex_unlock (&self->mutex);

  if (self->closed)
    return forget_cb (square);
  self->n_painted += painted ? 1 : 0;
  keep_tiles (self, square);
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);
      ShumateTile *tile = g_task_get_task_data (task);
      TwPicture *picture = cache_lookup (self, tile_key ((int) shumate_tile_get_zoom_level (tile),
                                                         (int) shumate_tile_get_x (tile),
                                                         (int) shumate_tile_get_y (tile)));

      if (g_task_return_error_if_cancelled (task))
        continue;
      show_picture (tile, picture != NULL ? picture : self->ground);
      g_task_return_boolean (task, TRUE);
    }
  square_free (square);
  return G_SOURCE_REMOVE;
}

static void
worker (gpointer data, gpointer user_data)
{
  Square *square = data;

  if (is_abandoned (square->source, square))
    {
      g_idle_add (forget_cb, square);
      return;
    }
  paint_square (square);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, square, NULL);
}

static int
newest_first (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Square *x = a, *y = b;

  return x->serial > y->serial ? -1 : x->serial < y->serial ? 1 : 0;
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (pool == NULL)
    {
      pool = g_thread_pool_new (worker, NULL, N_WORKERS, FALSE, NULL);
      g_thread_pool_set_sort_function (pool, newest_first, NULL);
    }
  return pool;
}

/* --- the source ------------------------------------------------------------------------------- */

static void
enqueue (TwTileSource *self, GTask *task, int zoom, int x, int y)
{
  int x0 = x - x % self->n_tiles, y0 = y - y % self->n_tiles;
  gint64 key = tile_key (zoom, x0, y0);
  Square *square;
  gboolean is_new = FALSE;

  g_mutex_lock (&self->mutex);
  square = g_hash_table_lookup (self->pending, &key);
  if (square == NULL)
    {
      square = g_new0 (Square, 1);
      square->source = g_object_ref (self);
      square->pack = tw_map_pack_ref (self->pack);
      square->key = key;
      square->serial = ++self->serial;
      square->tasks = g_ptr_array_new_with_free_func (g_object_unref);
      square->job = (TwTileJob){ .zoom = zoom,
                                 .x = x0,
                                 .y = y0,
                                 .n_tiles = self->n_tiles,
                                 .tile_px = self->look.tile_px,
                                 .scale = self->look.scale,
                                 .dark = self->look.dark,
                                 .prefer_en = self->look.prefer_en,
                                 .text_scale = self->look.text_scale };
      if (self->look.reserved != NULL && (guint) zoom < self->look.reserved->len)
        square->job.reserved = g_ptr_array_index (self->look.reserved, (guint) zoom);
      g_hash_table_insert (self->pending, &square->key, square);
      is_new = TRUE;
    }
  g_ptr_array_add (square->tasks, g_object_ref (task));
  g_mutex_unlock (&self->mutex);
  if (is_new)
    g_thread_pool_push (get_pool (), square, NULL);
}

static void
tw_tile_source_fill_tile_async (ShumateMapSource *source, ShumateTile *tile,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  TwTileSource *self = TW_TILE_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  int zoom = (int) shumate_tile_get_zoom_level (tile);
  int x = (int) shumate_tile_get_x (tile), y = (int) shumate_tile_get_y (tile);
  TwPicture *picture = cache_lookup (self, tile_key (zoom, x, y));

  g_task_set_task_data (task, g_object_ref (tile), g_object_unref);
  if (self->closed)
    {
      return_cancelled (task);
      return;
    }
  if (picture == NULL && self->pack == NULL)
    picture = self->ground;
  if (picture == NULL)
    {
      enqueue (self, task, zoom, x, y);
      return;
    }
  show_picture (tile, picture);
  g_task_return_boolean (task, TRUE);
}

static gboolean
tw_tile_source_fill_tile_finish (ShumateMapSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
tw_tile_source_finalize (GObject *object)
{
  TwTileSource *self = TW_TILE_SOURCE (object);

  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->cache);
  g_clear_object (&self->ground);
  g_clear_pointer (&self->pack, tw_map_pack_unref);
  g_clear_pointer (&self->look.reserved, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (tw_tile_source_parent_class)->finalize (object);
}

static void
tw_tile_source_class_init (TwTileSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_tile_source_finalize;
  SHUMATE_MAP_SOURCE_CLASS (klass)->fill_tile_async = tw_tile_source_fill_tile_async;
  SHUMATE_MAP_SOURCE_CLASS (klass)->fill_tile_finish = tw_tile_source_fill_tile_finish;
}

static void
tw_tile_source_init (TwTileSource *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->recent);
  self->cache = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, cached_tile_free);
  self->pending = g_hash_table_new (g_int64_hash, g_int64_equal);
}

/* One pixel of bare ground stands for every tile without data. */
static TwPicture *
make_ground (gboolean dark)
{
  TwTileJob job = { .zoom = 0, .n_tiles = 1, .tile_px = 1, .scale = 1, .dark = dark };

  return tw_picture_new_take (tw_tile_paint (&job, NULL), TRUE);
}

TwTileSource *
tw_tile_source_new (TwMapPack *pack, const TwTileLook *look)
{
  guint generation = pack == NULL ? 0 : tw_map_pack_get_generation (pack);
  g_autofree char *id =
      g_strdup_printf ("tidewatch-%s-%d-%d-%d-%u-%p", look->dark ? "dark" : "light", look->tile_px,
                       look->scale, look->prefer_en, generation, (gpointer) pack);
  TwTileSource *self =
      g_object_new (TW_TYPE_TILE_SOURCE, "id", id, "name", "Tidewatch", "min-zoom-level",
                    TW_TILE_MIN_ZOOM, "max-zoom-level", TW_TILE_MAX_ZOOM, "tile-size",
                    look->tile_px, "projection", SHUMATE_MAP_PROJECTION_MERCATOR, NULL);

  self->pack = pack == NULL ? NULL : tw_map_pack_ref (pack);
  self->look = *look;
  if (look->reserved != NULL)
    g_ptr_array_ref (look->reserved);
  self->generation = generation;
  self->n_tiles = look->tile_px * look->scale * 4 <= MAX_SQUARE_PX ? 4 : 2;
  self->max_cached =
      CACHE_BYTES / (guint) (look->tile_px * look->tile_px * look->scale * look->scale * 4);
  self->ground = make_ground (look->dark);
  return self;
}

void
tw_tile_source_close (TwTileSource *self)
{
  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  g_mutex_unlock (&self->mutex);
  g_queue_init (&self->recent); /* its links are inside what the cache frees */
  g_hash_table_remove_all (self->cache);
  g_clear_pointer (&self->pack, tw_map_pack_unref);
}

gboolean
tw_tile_source_is_stale (TwTileSource *self)
{
  return self->pack != NULL && tw_map_pack_get_generation (self->pack) != self->generation;
}

const TwTileLook *
tw_tile_source_get_look (TwTileSource *self)
{
  return &self->look;
}

guint
tw_tile_source_get_n_pending (TwTileSource *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = g_hash_table_size (self->pending);
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
tw_tile_source_get_n_painted (TwTileSource *self)
{
  return self->n_painted;
}
