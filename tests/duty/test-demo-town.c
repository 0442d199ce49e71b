// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-law.h"

#include "base/tw-time.h"
#include "duty/tw-demo.h"

#include <math.h>
#include <string.h>

/* The demo street before it becomes documents: its shape, and the law of its demand (F05, F37). */

#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

static const guint64 seeds[] = { 0, 1, 3, 7, G_GUINT64_CONSTANT (1) << 53 };

static void
for_each_town (void (*check) (const TwSimTown *town))
{
  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autoptr (TwSimTown) town = tw_sim_town_new (seeds[i]);

      g_test_message ("seed %" G_GUINT64_FORMAT, seeds[i]);
      check (town);
    }
}

/* --- streets --- */

static void
check_streets (const TwSimTown *town)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_named = 0;

  g_assert_true (tw_sim_net_is_connected (town->net));
  for (guint i = 0; i < town->net->streets->len; i++)
    {
      const TwSimStreet *street = tw_sim_town_street (town, i);

      g_assert_cmpuint (street->nodes->len, >=, 2);
      if (street->name == NULL)
        continue;
      n_named++;
      g_assert_true (g_hash_table_add (names, street->name));
      g_assert_nonnull (street->name_en);
    }
  g_assert_cmpuint (n_named, >=, 80);
}

static void
test_streets (void)
{
  for_each_town (check_streets);
}

/* --- communities --- */

/* Rings as they stand in documents: rounded. Counts how many hold a position. */
static guint
count_holders (GArray *const rings[], TwPlane plane, TwSimVec at)
{
  TwLatLon position = tw_plane_to_latlon (&plane, at.x, at.y);
  guint n = 0;

  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    n += tw_polygon_contains ((const TwPointE7 *) (gpointer) rings[i]->data, rings[i]->len,
                              position.lat, position.lon);
  return n;
}

static GArray *
dup_rounded_ring (const TwSimTown *town, guint face)
{
  g_autoptr (GArray) ring = tw_sim_net_dup_ring (town->net, face);
  GArray *rounded = g_array_new (FALSE, FALSE, sizeof (TwPointE7));

  for (guint i = 0; i < ring->len; i++)
    {
      TwPointE7 point = tw_sim_town_e7 (town, POINTS (ring)[i]);
      g_array_append_val (rounded, point);
    }
  return rounded;
}

static gboolean
ring_is_simple (const TwSimVec *ring, gsize n)
{
  for (gsize i = 0; i < n; i++)
    for (gsize k = i + 2; i + 1 < n && k < n; k++)
      if (tw_sim_segments_cross (ring[i], ring[i + 1], ring[k], ring[(k + 1) % n]))
        return FALSE;
  return TRUE;
}

static void
check_communities (const TwSimTown *town)
{
  GArray *rings[TW_SIM_COMMUNITIES + 1] = { NULL };
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  double area = 0;
  guint n_inside = 0;

  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    {
      g_autoptr (GArray) ring = tw_sim_net_dup_ring (town->net, town->communities[i].face);

      rings[i] = dup_rounded_ring (town, town->communities[i].face);
      g_assert_cmpfloat (town->communities[i].area_m2, >, 100000);
      g_assert_true (ring_is_simple (POINTS (ring), ring->len));
      g_assert_true (g_hash_table_add (names, (char *) town->communities[i].name));
      area += town->communities[i].area_m2;
    }
  g_assert_cmpfloat (area, >, 2.3e6);
  g_assert_cmpfloat (area, <, 3.3e6);
  /* A sample each 25 m: in one community or none, never in two. */
  for (double x = -1800; x < 1800; x += 25)
    for (double y = -1500; y < 1500; y += 25)
      {
        guint n = count_holders (rings, town->plane, (TwSimVec){ x, y });

        g_assert_cmpuint (n, <=, 1);
        n_inside += n;
      }
  g_assert_cmpfloat (fabs (n_inside * 625.0 - area), <, area * 0.02);
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    g_array_unref (rings[i]);
}

static void
test_communities (void)
{
  for_each_town (check_communities);
}

/* One subdistrict, not islands: neighbours share a node. */
static void
check_contiguous (const TwSimTown *town)
{
  gboolean reached[TW_SIM_COMMUNITIES + 1] = { FALSE, TRUE };
  gboolean grown = TRUE;

  while (grown)
    {
      grown = FALSE;
      for (guint a = 1; a <= TW_SIM_COMMUNITIES; a++)
        for (guint b = 1; reached[a] && b <= TW_SIM_COMMUNITIES; b++)
          {
            const GArray *one = tw_sim_net_face (town->net, town->communities[a].face)->ring;
            const GArray *two = tw_sim_net_face (town->net, town->communities[b].face)->ring;

            for (guint i = 0; !reached[b] && i < one->len; i++)
              for (guint k = 0; k < two->len; k++)
                if (g_array_index (one, guint32, i) == g_array_index (two, guint32, k))
                  reached[b] = grown = TRUE;
          }
    }
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    g_assert_true (reached[i]);
}

static void
test_contiguous (void)
{
  for_each_town (check_contiguous);
}

/* --- buildings --- */

static void
check_building (const TwSimTown *town, const TwSimBuilding *building)
{
  g_autoptr (GArray) block =
      tw_sim_net_dup_ring (town->net, tw_sim_town_block (town, building->block)->face);

  g_assert_cmpuint (building->storeys, >=, 1);
  for (guint i = 0; i < building->n_corners; i++)
    g_assert_true (tw_sim_ring_contains (POINTS (block), block->len, building->corners[i]));
  if (building->community > 0)
    {
      g_autoptr (GArray) ring =
          tw_sim_net_dup_ring (town->net, town->communities[building->community].face);

      for (guint i = 0; i < building->n_corners; i++)
        g_assert_true (tw_sim_ring_contains (POINTS (ring), ring->len, building->corners[i]));
      g_assert_cmpuint (building->number, >=, 1);
      g_assert_cmpuint (building->number, <=, 999);
    }
  g_assert_cmpfloat (tw_sim_ring_area (building->corners, building->n_corners), >, 40);
}

static void
check_buildings (const TwSimTown *town)
{
  guint n_rooms = 0, n_inside = 0;

  for (guint i = 0; i < town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (town, i);

      check_building (town, building);
      for (guint k = i + 1; k < town->buildings->len; k++)
        g_assert_false (
            tw_sim_rects_meet (&building->rect, &tw_sim_town_building (town, k)->rect, 0));
      n_inside += building->community > 0;
      if (building->community > 0)
        n_rooms += tw_sim_building_count_rooms (building);
    }
  g_assert_cmpuint (n_inside, >, 500);
  g_assert_cmpuint (n_rooms, >, 12000);
  g_assert_cmpuint (n_rooms, <, 35000);
}

static void
test_buildings (void)
{
  for_each_town (check_buildings);
}

/* --- what stands out --- */

static guint
count_spots (const TwSimTown *town, const char *kind, const char *space)
{
  guint n = 0;

  for (guint i = 0; i < town->spots->len; i++)
    {
      const TwSimSpot *spot = &g_array_index (town->spots, TwSimSpot, i);

      n += g_str_equal (spot->kind, kind) && g_strcmp0 (spot->space, space) == 0;
    }
  return n;
}

static void
check_spots (const TwSimTown *town)
{
  static const char *const spaces[] = { "carpark", "roof", "stilt", "park" };
  double centre_m2 = 0;

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    g_assert_cmpuint (count_spots (town, "idle", spaces[i]), >=, 3);
  g_assert_cmpuint (count_spots (town, "metro", NULL), >=, 8);
  g_assert_cmpuint (count_spots (town, "metro", NULL), <=, 12);
  g_assert_cmpuint (count_spots (town, "kindergarten", NULL), >=, 6);
  g_assert_cmpuint (count_spots (town, "gate", NULL), ==, count_spots (town, "kindergarten", NULL));
  g_assert_cmpuint (count_spots (town, "school", NULL), >=, 3);
  g_assert_cmpuint (count_spots (town, "hospital", NULL), ==, 1);
  g_assert_cmpuint (count_spots (town, "centre", NULL), ==, 1);
  for (guint i = 0; i < town->spots->len; i++)
    {
      const TwSimSpot *spot = &g_array_index (town->spots, TwSimSpot, i);

      if (!g_str_equal (spot->kind, "centre"))
        continue;
      g_assert_cmpint (spot->community, >, 0);
      centre_m2 = tw_sim_ring_area (tw_sim_town_building (town, (guint) spot->building)->corners,
                                    tw_sim_town_building (town, (guint) spot->building)->n_corners);
    }
  g_assert_cmpfloat_with_epsilon (centre_m2, 200, 1e-6);
}

static void
test_spots (void)
{
  for_each_town (check_spots);
}

/* --- same and other seeds --- */

static gboolean
towns_are_equal (const TwSimTown *a, const TwSimTown *b)
{
  return a->net->nodes->len == b->net->nodes->len && a->buildings->len == b->buildings->len
         && memcmp (a->net->nodes->data, b->net->nodes->data,
                    a->net->nodes->len * sizeof (TwSimVec))
                == 0;
}

static void
test_seeds (void)
{
  g_autoptr (TwSimTown) one = tw_sim_town_new (5);
  g_autoptr (TwSimTown) same = tw_sim_town_new (5);
  g_autoptr (TwSimTown) other = tw_sim_town_new (6);

  g_assert_true (towns_are_equal (one, same));
  g_assert_false (towns_are_equal (one, other));
}

/* --- the law --- */

static GArray *
draw_days (const TwSimLaw *law, gint64 from_us, guint days)
{
  GArray *requests = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));

  for (guint i = 0; i < days * 24; i++)
    tw_sim_law_fill_hour (law, from_us + i * TW_US_PER_HOUR, requests);
  return requests;
}

static void
count_hours (const GArray *requests, double ret_hours[24])
{
  memset (ret_hours, 0, 24 * sizeof (double));
  for (guint i = 0; i < requests->len; i++)
    ret_hours[(g_array_index (requests, TwSimRequest, i).at_us / TW_US_PER_HOUR + 8) % 24]++;
}

/* The four weeks that follow have the level and the hours of the four weeks before. */
static void
test_law_goes_on (void)
{
  gint64 end_us = tw_time_floor (TW_DEMO_END_US, TW_US_PER_HOUR);
  g_autoptr (TwSimTown) town = tw_sim_town_new (3);
  g_autoptr (TwSimLaw) law = tw_sim_law_new (town, TW_DEMO_END_US);
  g_autoptr (GArray) before = draw_days (law, end_us - 28 * TW_US_PER_DAY, 28);
  g_autoptr (GArray) after = draw_days (law, end_us, 28);
  double hours[2][24];

  g_assert_cmpfloat (fabs ((double) after->len / before->len - 1), <, 0.05);
  count_hours (before, hours[0]);
  count_hours (after, hours[1]);
  for (int i = 6; i < 23; i++)
    g_assert_cmpfloat (fabs (hours[1][i] / hours[0][i] - 1), <, 0.12);
}

/* Forecastable but noisy: counts follow the mean, with more spread than a Poisson's. */
static void
test_law_is_noisy (void)
{
  gint64 from_us = tw_time_floor (TW_DEMO_END_US, TW_US_PER_HOUR) - 28 * TW_US_PER_DAY;
  g_autoptr (TwSimTown) town = tw_sim_town_new (3);
  g_autoptr (TwSimLaw) law = tw_sim_law_new (town, TW_DEMO_END_US);
  double sum = 0, means = 0, chi = 0;

  for (guint i = 0; i < 28 * 24; i++)
    {
      g_autoptr (GArray) hour = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
      double mean = tw_sim_law_get_mean (law, from_us + i * TW_US_PER_HOUR);

      tw_sim_law_fill_hour (law, from_us + i * TW_US_PER_HOUR, hour);
      sum += hour->len;
      means += mean;
      chi += (hour->len - mean) * (hour->len - mean) / mean;
    }
  g_assert_cmpfloat (fabs (sum / means - 1), <, 0.02);
  g_assert_cmpfloat (chi / (28 * 24), >, 1.05);
  g_assert_cmpfloat (chi / (28 * 24), <, 4);
}

static void
test_law_by_hour (void)
{
  gint64 hour_us = tw_time_floor (TW_DEMO_END_US, TW_US_PER_HOUR) + 500 * TW_US_PER_HOUR;
  g_autoptr (TwSimTown) town = tw_sim_town_new (3);
  g_autoptr (TwSimLaw) law = tw_sim_law_new (town, TW_DEMO_END_US);
  g_autoptr (GArray) alone = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
  g_autoptr (GArray) among = draw_days (law, hour_us - 2 * TW_US_PER_HOUR, 1);
  guint skipped = 0;

  tw_sim_law_fill_hour (law, hour_us, alone);
  while (g_array_index (among, TwSimRequest, skipped).at_us < hour_us)
    skipped++;
  g_assert_cmpuint (alone->len, >, 0);
  for (guint i = 0; i < alone->len; i++)
    {
      const TwSimRequest *a = &g_array_index (alone, TwSimRequest, i);
      const TwSimRequest *b = &g_array_index (among, TwSimRequest, skipped + i);

      g_assert_cmpint (a->at_us, ==, b->at_us);
      g_assert_cmpuint (a->seed, ==, b->seed);
      g_assert_cmpfloat (a->at.x, ==, b->at.x);
    }
}

/* Not spread evenly: the busiest tenth of the 100 m cells holds more than a third of the requests.
 */
static int
descending (gconstpointer a, gconstpointer b)
{
  guint one = *(const guint *) a, two = *(const guint *) b;

  return (one < two) - (one > two);
}

static void
test_law_clusters (void)
{
  enum { SIDE = 40 };
  static guint cells[SIDE * SIDE];
  g_autoptr (TwSimTown) town = tw_sim_town_new (3);
  g_autoptr (TwSimLaw) law = tw_sim_law_new (town, TW_DEMO_END_US);
  g_autoptr (GArray) requests = draw_days (law, tw_time_floor (TW_DEMO_END_US, TW_US_PER_HOUR), 14);
  guint used = 0, top = 0, all = 0, strayed = 0;

  memset (cells, 0, sizeof cells);
  for (guint i = 0; i < requests->len; i++)
    {
      const TwSimRequest *request = &g_array_index (requests, TwSimRequest, i);
      int col = (int) floor (request->at.x / 100) + SIDE / 2;
      int row = (int) floor (request->at.y / 100) + SIDE / 2;

      strayed += tw_sim_town_find_community (town, request->at) != request->community;
      cells[row * SIDE + col]++;
    }
  qsort (cells, SIDE * SIDE, sizeof (guint), descending);
  while (used < SIDE * SIDE && cells[used] > 0)
    all += cells[used++];
  for (guint i = 0; i < used / 10; i++)
    top += cells[i];
  /* A bend of a boundary may lie between a piece of street and its place beside it. */
  g_assert_cmpuint (strayed, <, requests->len / 200);
  g_assert_cmpuint (used, >, 150);
  g_assert_cmpfloat ((double) top / all, >, 0.3);
}

/* The plan's findings do not hang on one lucky seed. */
static void
check_findings (const TwSimTown *town)
{
  g_autoptr (TwSimLaw) law = tw_sim_law_new (town, TW_DEMO_END_US);
  g_autoptr (GArray) requests =
      draw_days (law, TW_DEMO_END_US - 35 * TW_US_PER_DAY - 40 * TW_US_PER_MIN, 35);
  double elders = 0, evening = 0;
  guint n[TW_SIM_SERVICES] = { 0 };

  for (guint i = 0; i < requests->len; i++)
    {
      const TwSimRequest *request = &g_array_index (requests, TwSimRequest, i);
      gint64 hour = (request->at_us / TW_US_PER_HOUR + 8) % 24;

      n[request->service]++;
      elders += request->age >= 60;
      evening += request->age >= 60 && hour >= 18 && hour < 21;
    }
  g_assert_cmpfloat (fabs (evening / elders - 0.73), <, 0.005);
  for (guint i = 1; i < TW_SIM_SERVICES; i++)
    g_assert_cmpuint (n[0], >, n[i]);
  /* The first five stay the first five, and those of 2021. */
  for (guint first = 0; first < 5; first++)
    for (guint i = 5; i < TW_SIM_SERVICES; i++)
      {
        g_assert_cmpuint (n[first], >, n[i]);
        g_assert_cmpuint (tw_sim_service (first)->count_2021, >, tw_sim_service (i)->count_2021);
      }
}

static void
test_findings (void)
{
  for_each_town (check_findings);
}

static void
test_texts (void)
{
  g_autoptr (TwSimTown) town = tw_sim_town_new (3);
  g_autoptr (TwSimLaw) law = tw_sim_law_new (town, TW_DEMO_END_US);
  g_autoptr (GArray) requests = draw_days (law, TW_DEMO_END_US, 2);
  guint n[3] = { 0 };
  static const char *const words[] = { "路灯", "取药", "漏水" };

  for (guint i = 0; i < requests->len; i++)
    {
      const TwSimRequest *request = &g_array_index (requests, TwSimRequest, i);
      g_autofree char *text = tw_sim_request_text (town, request);
      g_autofree char *address = tw_sim_request_address (town, request);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (request->placed == (address != NULL));
      /* No slot of a template is left open. */
      for (const char *p = text; *p != '\0'; p++)
        g_assert_false (g_ascii_isupper (*p));
      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        n[k] += strstr (text, words[k]) != NULL;
    }
  for (guint k = 0; k < G_N_ELEMENTS (words); k++)
    g_assert_cmpuint (n[k], >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demo/town/streets", test_streets);
  g_test_add_func ("/demo/town/communities", test_communities);
  g_test_add_func ("/demo/town/contiguous", test_contiguous);
  g_test_add_func ("/demo/town/buildings", test_buildings);
  g_test_add_func ("/demo/town/spots", test_spots);
  g_test_add_func ("/demo/town/seeds", test_seeds);
  g_test_add_func ("/demo/law/goes-on", test_law_goes_on);
  g_test_add_func ("/demo/law/noisy", test_law_is_noisy);
  g_test_add_func ("/demo/law/by-hour", test_law_by_hour);
  g_test_add_func ("/demo/law/clusters", test_law_clusters);
  g_test_add_func ("/demo/law/findings", test_findings);
  g_test_add_func ("/demo/law/texts", test_texts);
  return g_test_run ();
}
