// SPDX-License-Identifier: Apache-2.0
/* Walking distances: by hand on a small street, against Floyd and Warshall on random ones. */
#include "routing/tw-walk-graph.h"

#include "base/tw-rng.h"

#include <math.h>

static const TwLatLon origin = { 31.2, 121.4 };

/* Metres east and north of the origin, on the grid of 1e-7 degree. */
static TwPointE7
point (double x_m, double y_m)
{
  TwPlane plane;
  TwLatLon p;

  tw_plane_init (&plane, origin);
  p = tw_plane_to_latlon (&plane, x_m, y_m);
  return (TwPointE7){ (gint32) lround (p.lat * TW_E7), (gint32) lround (p.lon * TW_E7) };
}

static TwLatLon
position (double x_m, double y_m)
{
  TwPointE7 p = point (x_m, y_m);

  return (TwLatLon){ (double) p.lat_e7 / TW_E7, (double) p.lon_e7 / TW_E7 };
}

static void
test_street (void)
{
  g_autoptr (TwWalkGraph) graph = tw_walk_graph_new (origin);
  TwPointE7 square[] = { point (0, 0), point (200, 0), point (200, 200), point (0, 200) };
  TwPointE7 island[] = { point (1000, 1000), point (1100, 1000) };
  TwLatLon at[] = { position (50, 10), position (150, -20), position (200, 100), position (0, 190),
                    position (1050, 1000) };
  TwWalkSpot spot;
  double m[25];

  tw_walk_graph_add_way (graph, square, G_N_ELEMENTS (square));
  tw_walk_graph_add_way (graph, island, G_N_ELEMENTS (island));
  tw_walk_graph_add_way (graph, island, 1);
  tw_walk_graph_finish (graph);
  g_assert_cmpuint (tw_walk_graph_get_n_nodes (graph), ==, 6);
  g_assert_cmpuint (tw_walk_graph_get_n_edges (graph), ==, 4);
  g_assert_cmpuint (tw_walk_graph_get_n_connected (graph), ==, 4);
  tw_walk_graph_find (graph, at[0].lat, at[0].lon, &spot);
  g_assert_cmpfloat_with_epsilon (spot.away_m, 10, 0.1);
  g_assert_cmpfloat_with_epsilon (spot.along, 0.25, 0.001);
  g_assert_cmpuint (tw_walk_graph_measure (graph, at, 4, m), ==, 0);
  g_assert_cmpfloat_with_epsilon (m[0 * 4 + 1], 10 + 100 + 20, 0.2);  /* along one edge */
  g_assert_cmpfloat_with_epsilon (m[0 * 4 + 2], 10 + 150 + 100, 0.2); /* round the corner */
  /* The fourth corner is reached the long way only: there is no edge from (0, 200) to (0, 0). */
  g_assert_cmpfloat_with_epsilon (m[0 * 4 + 3], 10 + 150 + 200 + 200 + 10, 0.2);
  g_assert_cmpfloat_with_epsilon (m[3 * 4 + 0], m[0 * 4 + 3], 1e-6);
  g_assert_cmpfloat (m[2 * 4 + 2], ==, 0);
  /* Whoever stands on an island is brought to the nearest way of the mainland. */
  tw_walk_graph_measure (graph, at, 5, m);
  g_assert_cmpfloat (m[0 * 5 + 4], >, 1200);
  g_assert_cmpfloat (m[0 * 5 + 4], <, 2200);
}

static void
test_nothing (void)
{
  g_autoptr (TwWalkGraph) graph = tw_walk_graph_new (origin);
  TwLatLon at[] = { position (0, 0), position (300, 400) };
  double m[4];

  tw_walk_graph_finish (graph);
  g_assert_cmpuint (tw_walk_graph_measure (graph, at, 2, m), ==, 1);
  g_assert_cmpfloat_with_epsilon (m[1], 500 * TW_WALK_DETOUR, 2);
}

#define N 24

static void
test_random (void)
{
  TwRng rng;

  tw_rng_init (&rng, 31);
  for (int round = 0; round < 50; round++)
    {
      g_autoptr (TwWalkGraph) graph = tw_walk_graph_new (origin);
      double x[N], y[N], far[N][N], m[N * N];
      TwLatLon at[N];

      for (int i = 0; i < N; i++)
        {
          x[i] = tw_rng_range (&rng, 0, 3000);
          y[i] = tw_rng_range (&rng, 0, 3000);
          at[i] = position (x[i], y[i]);
          for (int j = 0; j < N; j++)
            far[i][j] = i == j ? 0 : INFINITY;
        }
      for (int i = 1; i < 2 * N; i++) /* a tree first, so that all hangs together */
        {
          int a = i < N ? i : (int) tw_rng_below (&rng, N), b = tw_rng_below (&rng, i < N ? i : N);
          TwPointE7 way[] = { point (x[a], y[a]), point (x[b], y[b]) };

          tw_walk_graph_add_way (graph, way, 2);
          if (a != b)
            far[a][b] = far[b][a] = hypot (x[a] - x[b], y[a] - y[b]);
        }
      for (int k = 0; k < N; k++)
        for (int i = 0; i < N; i++)
          for (int j = 0; j < N; j++)
            far[i][j] = MIN (far[i][j], far[i][k] + far[k][j]);
      tw_walk_graph_finish (graph);
      g_assert_cmpuint (tw_walk_graph_measure (graph, at, N, m), ==, 0);
      for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
          g_assert_cmpfloat_with_epsilon (m[i * N + j], far[i][j], 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/routing/walk/street", test_street);
  g_test_add_func ("/routing/walk/nothing", test_nothing);
  g_test_add_func ("/routing/walk/random", test_random);
  return g_test_run ();
}
