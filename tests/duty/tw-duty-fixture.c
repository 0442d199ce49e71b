// SPDX-License-Identifier: Apache-2.0
#include "tests/duty/tw-duty-fixture.h"

#include "base/tw-rng.h"

#include <glib/gstdio.h>
#include <math.h>

static void
add_community (TwStreet *street, const char *name, double west)
{
  TwCommunity community = { .label = { .number = street->communities->len } };
  const double corners[4][2] = { { FIXTURE_LAT, west },
                                 { FIXTURE_LAT, west + FIXTURE_SIDE },
                                 { FIXTURE_LAT + FIXTURE_SIDE, west + FIXTURE_SIDE },
                                 { FIXTURE_LAT + FIXTURE_SIDE, west } };

  community.label.key = g_strdup_printf ("place:%s", name);
  community.label.name = g_strdup (name);
  community.ring = g_new (TwPointE7, 4);
  community.n_ring = 4;
  for (guint i = 0; i < 4; i++)
    {
      community.ring[i].lat_e7 = (gint32) lround (corners[i][0] * TW_E7);
      community.ring[i].lon_e7 = (gint32) lround (corners[i][1] * TW_E7);
      tw_box_add (&street->extent, corners[i][0], corners[i][1]);
    }
  g_array_append_val (street->communities, community);
}

static void
add_label (GArray *labels, const char *key)
{
  TwLabel label = { .number = labels->len, .key = g_strdup (key), .name = g_strdup (key) };

  g_array_append_val (labels, label);
}

TwStreet *
fixture_street_new (void)
{
  TwStreet *street = tw_street_new ();

  add_community (street, "west", FIXTURE_LON);
  add_community (street, "east", FIXTURE_LON + FIXTURE_SIDE);
  add_label (street->services, "care");
  add_label (street->services, "repair");
  add_label (street->services, "meals");
  add_label (street->channels, "hotline");
  add_label (street->channels, "app");
  tw_plane_init (&street->plane,
                 (TwLatLon){ FIXTURE_LAT + FIXTURE_SIDE / 2, FIXTURE_LON + FIXTURE_SIDE });
  return street;
}

TwRequestRow
fixture_row (TwStreet *street, gint64 at_us, double lat, double lon, guint service, guint channel)
{
  static gint64 doc_no;
  gboolean placed = !isnan (lat);

  return (TwRequestRow){ .at_us = at_us,
                         .doc_no = ++doc_no,
                         .lat_e7 = placed ? (gint32) lround (lat * TW_E7) : TW_E7_NONE,
                         .lon_e7 = placed ? (gint32) lround (lon * TW_E7) : TW_E7_NONE,
                         .service = service,
                         .channel = channel,
                         .community = placed ? tw_street_find_community (street, lat, lon) : 1,
                         .age = 70 };
}

GArray *
fixture_history_new (TwStreet *street, guint weeks, double per_hour)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (TwRequestRow));
  gint64 origin_us = tw_time_floor (FIXTURE_NOW_US, TW_US_PER_HOUR);
  TwRng rng;

  tw_rng_init (&rng, 7);
  for (int hour = -(int) weeks * 168; hour < 0; hour++)
    {
      double rhythm = 1 + sin ((hour % 24) / 24.0 * 2 * G_PI);
      guint64 n = tw_rng_poisson (&rng, per_hour * rhythm);

      for (guint64 i = 0; i < n; i++)
        {
          gboolean placed = tw_rng_uniform (&rng) < 0.97;
          double lat = placed ? FIXTURE_LAT + FIXTURE_SIDE * tw_rng_uniform (&rng) : NAN;
          double lon = FIXTURE_LON + 2 * FIXTURE_SIDE * pow (tw_rng_uniform (&rng), 2);
          TwRequestRow row =
              fixture_row (street, origin_us + hour * TW_US_PER_HOUR + (gint64) i * TW_US_PER_S,
                           lat, lon, 1 + tw_rng_below (&rng, 3), 1 + tw_rng_below (&rng, 2));

          g_array_append_val (rows, row);
        }
    }
  return rows;
}

void
fixture_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      fixture_remove_tree (child);
    }
  g_remove (path);
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

guint
fixture_tick (void)
{
  return g_timeout_add (5, tick_cb, NULL);
}
