// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-geo.h"

#include <math.h>

TwSimVec
tw_sim_vec_add (TwSimVec a, TwSimVec b, double times)
{
  return (TwSimVec){ a.x + b.x * times, a.y + b.y * times };
}

TwSimVec
tw_sim_vec_mix (TwSimVec a, TwSimVec b, double t)
{
  return (TwSimVec){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

TwSimVec
tw_sim_vec_unit (TwSimVec a, TwSimVec b)
{
  double length = tw_sim_vec_distance (a, b);

  if (length <= 0)
    return (TwSimVec){ 1, 0 };
  return (TwSimVec){ (b.x - a.x) / length, (b.y - a.y) / length };
}

double
tw_sim_vec_dot (TwSimVec a, TwSimVec b)
{
  return a.x * b.x + a.y * b.y;
}

double
tw_sim_vec_cross (TwSimVec a, TwSimVec b)
{
  return a.x * b.y - a.y * b.x;
}

double
tw_sim_vec_distance (TwSimVec a, TwSimVec b)
{
  return sqrt ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

TwSimVec
tw_sim_vec_left (TwSimVec v)
{
  return (TwSimVec){ -v.y, v.x };
}

double
tw_sim_segment_distance (TwSimVec a, TwSimVec b, TwSimVec p)
{
  TwSimVec ab = { b.x - a.x, b.y - a.y };
  double square = tw_sim_vec_dot (ab, ab);
  double t = square > 0 ? ((p.x - a.x) * ab.x + (p.y - a.y) * ab.y) / square : 0;

  return tw_sim_vec_distance (p, tw_sim_vec_add (a, ab, CLAMP (t, 0, 1)));
}

static double
turn (TwSimVec a, TwSimVec b, TwSimVec c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

gboolean
tw_sim_segments_cross (TwSimVec a, TwSimVec b, TwSimVec c, TwSimVec d)
{
  return turn (a, b, c) * turn (a, b, d) < 0 && turn (c, d, a) * turn (c, d, b) < 0;
}

double
tw_sim_ring_area (const TwSimVec *ring, gsize n)
{
  double twice = 0;

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    twice += tw_sim_vec_cross (ring[j], ring[i]);
  return twice / 2;
}

TwSimVec
tw_sim_ring_centroid (const TwSimVec *ring, gsize n)
{
  TwSimVec sum = { 0, 0 };
  double twice = 0;

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      double cross = tw_sim_vec_cross (ring[j], ring[i]);

      twice += cross;
      sum.x += (ring[j].x + ring[i].x) * cross;
      sum.y += (ring[j].y + ring[i].y) * cross;
    }
  if (twice == 0)
    return ring[0];
  return (TwSimVec){ sum.x / (3 * twice), sum.y / (3 * twice) };
}

gboolean
tw_sim_ring_contains (const TwSimVec *ring, gsize n, TwSimVec p)
{
  gboolean inside = FALSE;

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      if ((ring[i].y > p.y) == (ring[j].y > p.y))
        continue;
      if (p.x < ring[i].x + (p.y - ring[i].y) * (ring[j].x - ring[i].x) / (ring[j].y - ring[i].y))
        inside = !inside;
    }
  return inside;
}

double
tw_sim_ring_distance (const TwSimVec *ring, gsize n, TwSimVec p)
{
  double best = G_MAXDOUBLE;

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    best = MIN (best, tw_sim_segment_distance (ring[j], ring[i], p));
  return best;
}

double
tw_sim_ring_area_below (const TwSimVec *ring, gsize n, TwSimVec normal, double offset)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (TwSimVec));

  /* One step of Sutherland and Hodgman's clipping. */
  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      double before = tw_sim_vec_dot (ring[j], normal) - offset;
      double here = tw_sim_vec_dot (ring[i], normal) - offset;

      if ((before < 0) != (here < 0))
        {
          TwSimVec cut = tw_sim_vec_mix (ring[j], ring[i], before / (before - here));
          g_array_append_val (kept, cut);
        }
      if (here < 0)
        g_array_append_val (kept, ring[i]);
    }
  if (kept->len < 3)
    return 0;
  return fabs (tw_sim_ring_area ((const TwSimVec *) (gpointer) kept->data, kept->len));
}

void
tw_sim_ring_extent (const TwSimVec *ring, gsize n, TwSimVec axis, double *ret_min, double *ret_max)
{
  double min = G_MAXDOUBLE, max = -G_MAXDOUBLE;

  for (gsize i = 0; i < n; i++)
    {
      double at = tw_sim_vec_dot (ring[i], axis);

      min = MIN (min, at);
      max = MAX (max, at);
    }
  *ret_min = min;
  *ret_max = max;
}

TwSimVec
tw_sim_ring_direction (const TwSimVec *ring, gsize n)
{
  TwSimVec sum = { 0, 0 };
  double angle;

  /* Four times the angle folds quarter turns into one direction. */
  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      double dx = ring[i].x - ring[j].x, dy = ring[i].y - ring[j].y;
      double four = 4 * atan2 (dy, dx);
      double weight = dx * dx + dy * dy;

      sum.x += weight * cos (four);
      sum.y += weight * sin (four);
    }
  angle = atan2 (sum.y, sum.x) / 4;
  return (TwSimVec){ cos (angle), sin (angle) };
}

void
tw_sim_rect_corners (const TwSimRect *rect, TwSimVec ret_corners[4])
{
  static const double sides[4][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };

  for (int i = 0; i < 4; i++)
    {
      TwSimVec p = tw_sim_vec_add (rect->mid, rect->along, sides[i][0] * rect->half_length_m);

      ret_corners[i] =
          tw_sim_vec_add (p, tw_sim_vec_left (rect->along), sides[i][1] * rect->half_width_m);
    }
}

static gboolean
parted_by_axes_of (const TwSimRect *a, const TwSimRect *b, double margin_m)
{
  TwSimVec axes[2] = { a->along, tw_sim_vec_left (a->along) };
  double halves[2] = { a->half_length_m, a->half_width_m };
  TwSimVec between = { b->mid.x - a->mid.x, b->mid.y - a->mid.y };

  for (int i = 0; i < 2; i++)
    {
      double reach =
          fabs (tw_sim_vec_dot (b->along, axes[i])) * b->half_length_m
          + fabs (tw_sim_vec_dot (tw_sim_vec_left (b->along), axes[i])) * b->half_width_m;

      if (fabs (tw_sim_vec_dot (between, axes[i])) >= halves[i] + reach + margin_m)
        return TRUE;
    }
  return FALSE;
}

gboolean
tw_sim_rects_meet (const TwSimRect *a, const TwSimRect *b, double margin_m)
{
  return !parted_by_axes_of (a, b, margin_m) && !parted_by_axes_of (b, a, margin_m);
}
