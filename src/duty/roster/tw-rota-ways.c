// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "routing/tw-walk-graph.h"
#include "store/tw-map-pack.h"

#include <math.h>
#include <string.h>

/*
 * Ways between the places of posts, on foot along the base map's streets and paths; without a map
 * the crow's distance times what ways are usually longer. The metres of the last few sets of places
 * are kept: posts move seldom, frames are read often.
 *
 * Who may stand where: people take posts at home, in the three communities next to it, and those
 * of the whole street (without a community, or at a place of which there is one). It keeps ways
 * short, which people want, and the problem small, which the solver wants. A person without a
 * home takes all.
 */

#define MAX_BARRED_POSTS 256
#define N_NEIGHBOURS 3
#define MAX_KEPT 4
#define MAX_WAY_SLOTS 16

/* --- metres ---------------------------------------------------------------------------------- */

typedef struct {
  char *key; /* folder, generation of the map, places */
  double *metres;
} Kept;

static GMutex kept_lock;
static GQueue kept = G_QUEUE_INIT; /* Kept, the last used first */

static void
kept_free (Kept *self)
{
  g_free (self->key);
  g_free (self->metres);
  g_free (self);
}

static double *
dup_kept (const char *key, gsize n)
{
  double *metres = NULL;

  g_mutex_lock (&kept_lock);
  for (GList *l = kept.head; l && !metres; l = l->next)
    if (strcmp (((Kept *) l->data)->key, key) == 0)
      {
        metres = g_memdup2 (((Kept *) l->data)->metres, n * n * sizeof (double));
        g_queue_unlink (&kept, l);
        g_queue_push_head_link (&kept, l);
      }
  g_mutex_unlock (&kept_lock);
  return metres;
}

static void
keep (const char *key, const double *metres, gsize n)
{
  Kept *entry = g_new (Kept, 1);

  *entry = (Kept){ g_strdup (key), g_memdup2 (metres, n * n * sizeof (double)) };
  g_mutex_lock (&kept_lock);
  g_queue_push_head (&kept, entry);
  if (kept.length > MAX_KEPT)
    kept_free (g_queue_pop_tail (&kept));
  g_mutex_unlock (&kept_lock);
}

/* What the ways depend on, as text. */
static char *
make_key (TwRotaReading *reading, TwMapPack *map)
{
  GString *key = g_string_new (tw_store_get_dir (reading->store));

  g_string_append_printf (key, "|%u|%" G_GINT64_FORMAT, map ? tw_map_pack_get_generation (map) : 0,
                          map ? tw_map_pack_count (map, 0) : 0);
  for (guint i = 0; i < reading->made->places->len; i++)
    {
      const TwRotaPlace *place = &g_array_index (reading->made->places, TwRotaPlace, i);
      g_string_append_printf (key, "|%.6f,%.6f", place->at.lat, place->at.lon);
    }
  return g_string_free (key, FALSE);
}

/* Streets around the places, with room for a way that leads around. */
static TwWalkGraph *
read_graph (TwMapPack *map, const TwLatLon *at, gsize n)
{
  TwBox box = TW_BOX_EMPTY;
  TwWalkGraph *graph = tw_walk_graph_new (at[0]);

  for (gsize i = 0; i < n; i++)
    tw_box_add (&box, at[i].lat, at[i].lon);
  box.south -= 0.005;
  box.north += 0.005;
  box.west -= 0.005;
  box.east += 0.005;
  g_autoptr (GPtrArray) features = map ? tw_map_pack_list (map, &box, 19, NULL) : NULL;
  for (guint i = 0; features && i < features->len; i++)
    {
      const TwMapFeature *feature = features->pdata[i];
      if (feature->kind == TW_MAP_STREET || feature->kind == TW_MAP_PATH)
        tw_walk_graph_add_way (graph, feature->points, feature->n_points);
    }
  tw_walk_graph_finish (graph);
  return graph;
}

static double *
measure (TwRotaReading *reading, gsize n)
{
  g_autofree char *path = g_build_filename (tw_store_get_dir (reading->store), "map.db", NULL);
  g_autoptr (TwMapPack) map = g_file_test (path, G_FILE_TEST_EXISTS)
                                  ? tw_map_pack_open (tw_store_get_dir (reading->store), TRUE, NULL)
                                  : NULL;
  g_autofree char *key = make_key (reading, map);
  double *metres = dup_kept (key, n);

  if (metres)
    return metres;
  g_autofree TwLatLon *at = g_new (TwLatLon, n);
  for (gsize i = 0; i < n; i++)
    at[i] = g_array_index (reading->made->places, TwRotaPlace, i).at;
  g_autoptr (TwWalkGraph) graph = read_graph (map, at, n);
  metres = g_new0 (double, n *n);
  tw_walk_graph_measure (graph, at, n, metres);
  keep (key, metres, n);
  return metres;
}

static void
set_travel (TwRotaReading *reading)
{
  TwRosterProblem *problem = reading->frame->problem;
  gsize n = reading->made->places->len;

  if (n == 0)
    return;
  g_autofree double *metres = measure (reading, n);
  problem->travel_slots = g_malloc0 (n * n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      {
        double seconds = metres[i * n + j] / TW_WALK_SPEED_M_S;
        double slots = ceil (seconds / (problem->slot_minutes * 60.0));
        problem->travel_slots[i * n + j] = i == j ? 0 : (guint8) CLAMP (slots, 0, MAX_WAY_SLOTS);
      }
}

/* --- who is near ----------------------------------------------------------------------------- */

typedef struct {
  guint community;
  double m;
} Near;

static int
compare_near (gconstpointer a, gconstpointer b)
{
  const Near *x = a, *y = b;

  return x->m != y->m ? (x->m < y->m ? -1 : 1) : (int) x->community - (int) y->community;
}

/* Bits of the posts that people of @home do not take. */
static void
bar_posts (TwRotaReading *reading, guint home, guint64 ret[4])
{
  TwRotaFrame *frame = reading->frame;
  GArray *communities = reading->street->communities;
  const TwCommunity *own = &g_array_index (communities, TwCommunity, home);
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (Near));

  for (guint c = 1; c < communities->len; c++)
    {
      const TwCommunity *other = &g_array_index (communities, TwCommunity, c);
      Near entry = { c, tw_distance_m ((TwLatLon){ own->lat, own->lon },
                                       (TwLatLon){ other->lat, other->lon }) };
      if (c != home && !isnan (entry.m))
        g_array_append_val (near, entry);
    }
  g_array_sort (near, compare_near);
  g_array_set_size (near, MIN (near->len, N_NEIGHBOURS));
  for (guint p = 0; p < MIN (frame->posts->len, MAX_BARRED_POSTS); p++)
    {
      const TwRotaPost *post = frame->posts->pdata[p];
      gboolean takes = post->community == 0 || post->community == home
                       || g_strcmp0 (post->place_kind, "centre") == 0
                       || g_strcmp0 (post->place_kind, "hospital") == 0;
      for (guint i = 0; i < near->len && !takes; i++)
        takes = g_array_index (near, Near, i).community == post->community;
      if (!takes)
        ret[p / 64] |= G_GUINT64_CONSTANT (1) << (p % 64);
    }
}

static void
set_barred (TwRotaReading *reading)
{
  TwRotaFrame *frame = reading->frame;
  guint n = reading->street->communities->len;
  g_autofree guint64 (*barred)[4] = g_malloc0 (MAX (1, n) * sizeof *barred);

  for (guint c = 1; c < n; c++)
    bar_posts (reading, c, barred[c]);
  for (guint e = 0; e < frame->people->len; e++)
    {
      guint home = ((TwRotaPerson *) frame->people->pdata[e])->community;
      if (home > 0 && home < n)
        memcpy (frame->problem->people[e].posts_barred, barred[home], sizeof barred[home]);
    }
}

void
tw_rota_read_ways (TwRotaReading *reading)
{
  set_travel (reading);
  set_barred (reading);
}
