// SPDX-License-Identifier: Apache-2.0
/*
 * TwStreet: an immutable picture of the street. Everything in it is filled before the first
 * reference leaves this folder's loader (tw-street-load.c); after that any thread may read it
 * without a lock.
 */
#include "duty/tw-street-private.h"

#include <math.h>
#include <string.h>

static void
label_clear (TwLabel *label)
{
  g_free (label->key);
  g_free (label->name);
  g_free (label->name_en);
}

static void
community_clear (TwCommunity *community)
{
  label_clear (&community->label);
  g_free (community->code);
  g_free (community->ring);
}

static void
landmark_clear (TwLandmark *landmark)
{
  g_free (landmark->id);
  g_free (landmark->kind);
  g_free (landmark->name);
  g_free (landmark->name_en);
}

static GArray *
array_new (gsize element_size, gpointer clear)
{
  GArray *array = g_array_new (FALSE, TRUE, element_size);

  g_array_set_clear_func (array, clear);
  return array;
}

TwStreet *
tw_street_new (void)
{
  TwStreet *self = g_new0 (TwStreet, 1);

  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup ("");
  self->zone_name = g_strdup (TW_TIMEZONE_DEFAULT);
  self->zone = tw_zone_new (NULL, NULL);
  self->extent = TW_BOX_EMPTY;
  self->bandwidth_m = 150;
  self->communities = array_new (sizeof (TwCommunity), community_clear);
  self->services = array_new (sizeof (TwLabel), label_clear);
  self->channels = array_new (sizeof (TwLabel), label_clear);
  self->landmarks = array_new (sizeof (TwLandmark), landmark_clear);
  g_array_set_size (self->communities, 1);
  g_array_set_size (self->services, 1);
  g_array_set_size (self->channels, 1);
  tw_plane_init (&self->plane, (TwLatLon){ 0, 0 });
  return self;
}

TwStreet *
tw_street_ref (TwStreet *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_street_unref (TwStreet *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->communities);
  g_array_unref (self->services);
  g_array_unref (self->channels);
  g_array_unref (self->landmarks);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->zone_name);
  g_free (self->name);
  g_free (self->name_en);
  g_free (self);
}

/* The language is asked for at each look-up: the console can change it while it runs. */
static gboolean
is_chinese (void)
{
  return g_str_has_prefix (g_get_language_names ()[0], "zh");
}

const char *
tw_label_get_name (const TwLabel *label)
{
  g_return_val_if_fail (label != NULL, "");
  if (label->name_en != NULL && *label->name_en != '\0' && !is_chinese ())
    return label->name_en;
  return label->name != NULL ? label->name : "";
}

static const char *
name_of (GArray *labels, guint n)
{
  return n > 0 && n < labels->len ? tw_label_get_name (&g_array_index (labels, TwLabel, n)) : "";
}

const char *
tw_street_get_service_name (TwStreet *self, guint n)
{
  return name_of (self->services, n);
}

const char *
tw_street_get_channel_name (TwStreet *self, guint n)
{
  return name_of (self->channels, n);
}

const char *
tw_street_get_community_name (TwStreet *self, guint n)
{
  if (n == 0 || n >= self->communities->len)
    return "";
  return tw_label_get_name (&g_array_index (self->communities, TwCommunity, n).label);
}

guint
tw_street_find_community (TwStreet *self, double lat, double lon)
{
  for (guint i = 1; i < self->communities->len; i++)
    {
      const TwCommunity *community = &g_array_index (self->communities, TwCommunity, i);

      if (community->n_ring >= 3
          && tw_polygon_contains (community->ring, community->n_ring, lat, lon))
        return i;
    }
  return 0;
}

TwCell
tw_street_get_cell (TwStreet *self, double lat, double lon)
{
  double x_m, y_m;

  tw_plane_to_m (&self->plane, lat, lon, &x_m, &y_m);
  return (TwCell){ (gint32) floor (x_m / TW_CELL_M), (gint32) floor (y_m / TW_CELL_M) };
}

TwBox
tw_street_get_cell_box (TwStreet *self, TwCell cell)
{
  TwLatLon sw = tw_plane_to_latlon (&self->plane, cell.col * TW_CELL_M, cell.row * TW_CELL_M);
  TwLatLon ne =
      tw_plane_to_latlon (&self->plane, (cell.col + 1) * TW_CELL_M, (cell.row + 1) * TW_CELL_M);

  return (TwBox){ sw.lat, sw.lon, ne.lat, ne.lon };
}
