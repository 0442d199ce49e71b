// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-osm-rings.h"

typedef struct {
  GPtrArray *ways;
  gboolean *used;
  GHashTable *ends; /* node id -> GArray of guint, the ways that end there */
} Joiner;

void
tw_osm_chain_free (TwOsmChain *chain)
{
  if (chain == NULL)
    return;
  g_array_unref (chain->nodes);
  g_free (chain);
}

static gint64
first_of (GArray *nodes)
{
  return g_array_index (nodes, gint64, 0);
}

static gint64
last_of (GArray *nodes)
{
  return g_array_index (nodes, gint64, nodes->len - 1);
}

static void
note_end (Joiner *joiner, gint64 node, guint way)
{
  GArray *list = g_hash_table_lookup (joiner->ends, &node);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (joiner->ends, g_memdup2 (&node, sizeof node), list);
    }
  g_array_append_val (list, way);
}

/* An unused way that ends at @node, or -1. Used ones are taken out of the list, so that each is
 * looked at once. */
static int
take_way_at (Joiner *joiner, gint64 node)
{
  GArray *list = g_hash_table_lookup (joiner->ends, &node);

  while (list != NULL && list->len > 0)
    {
      guint way = g_array_index (list, guint, list->len - 1);

      g_array_set_size (list, list->len - 1);
      if (!joiner->used[way])
        {
          joiner->used[way] = TRUE;
          return (int) way;
        }
    }
  return -1;
}

/* Appends @way, turned round if its end is what meets the chain; the shared node stands once. */
static void
append_way (GArray *nodes, GArray *way)
{
  if (first_of (way) == last_of (nodes))
    {
      g_array_append_vals (nodes, &g_array_index (way, gint64, 1), way->len - 1);
      return;
    }
  for (guint i = way->len - 1; i-- > 0;)
    g_array_append_val (nodes, g_array_index (way, gint64, i));
}

static void
reverse (GArray *nodes)
{
  for (guint i = 0, j = nodes->len; i + 1 < j; i++)
    {
      gint64 swap = g_array_index (nodes, gint64, i);

      j--;
      g_array_index (nodes, gint64, i) = g_array_index (nodes, gint64, j);
      g_array_index (nodes, gint64, j) = swap;
    }
}

static gboolean
is_closed (GArray *nodes)
{
  return nodes->len >= 4 && first_of (nodes) == last_of (nodes);
}

/* Goes on at the chain's end until it closes or nothing fits. */
static void
extend (Joiner *joiner, GArray *nodes)
{
  int way;

  while (!is_closed (nodes) && (way = take_way_at (joiner, last_of (nodes))) >= 0)
    append_way (nodes, g_ptr_array_index (joiner->ways, way));
}

static TwOsmChain *
join_from (Joiner *joiner, guint way)
{
  TwOsmChain *chain = g_new0 (TwOsmChain, 1);
  GArray *start = g_ptr_array_index (joiner->ways, way);

  joiner->used[way] = TRUE;
  chain->nodes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (chain->nodes, start->data, start->len);
  extend (joiner, chain->nodes);
  if (!is_closed (chain->nodes))
    {
      /* The way may stand in the middle of an open chain. */
      reverse (chain->nodes);
      extend (joiner, chain->nodes);
    }
  chain->closed = is_closed (chain->nodes);
  return chain;
}

GPtrArray *
tw_osm_join_ways (GPtrArray *ways)
{
  GPtrArray *chains = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_osm_chain_free);
  Joiner joiner = { ways, g_new0 (gboolean, MAX (ways->len, 1)), NULL };

  joiner.ends =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < ways->len; i++)
    {
      GArray *way = g_ptr_array_index (ways, i);

      if (is_closed (way))
        continue;
      note_end (&joiner, first_of (way), i);
      note_end (&joiner, last_of (way), i);
    }
  for (guint i = 0; i < ways->len; i++)
    if (!joiner.used[i])
      g_ptr_array_add (chains, join_from (&joiner, i));
  g_hash_table_unref (joiner.ends);
  g_free (joiner.used);
  return chains;
}
