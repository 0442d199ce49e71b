// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-heat-ramp.h"

#include <math.h>

/* Ends of each ramp as Oklab lightness, chroma and hue in degrees. */
typedef struct {
  double lightness, chroma, hue;
} Lch;

static const Lch light_stops[] = { { 0.93, 0.045, 88 }, { 0.66, 0.150, 52 }, { 0.38, 0.105, 32 } };
static const Lch dark_stops[] = { { 0.24, 0.040, 30 }, { 0.58, 0.140, 52 }, { 0.92, 0.120, 95 } };

static Lch
mix (const Lch stops[3], double t)
{
  const Lch *a = t < 0.5 ? &stops[0] : &stops[1], *b = a + 1;
  double u = t < 0.5 ? 2 * t : 2 * t - 1;

  /* lightness is straight from end to end, whatever the middle stop says: that is what makes the
   * ramp even */
  return (Lch){ stops[0].lightness + t * (stops[2].lightness - stops[0].lightness),
                a->chroma + u * (b->chroma - a->chroma), a->hue + u * (b->hue - a->hue) };
}

static guint
encode_srgb (double linear, double alpha)
{
  double c = CLAMP (linear, 0, 1);

  c = c <= 0.0031308 ? 12.92 * c : 1.055 * pow (c, 1 / 2.4) - 0.055;
  return (guint) lround (c * alpha * 255);
}

static guint32
to_argb (const Lch *color, double alpha)
{
  double a = color->chroma * cos (color->hue * G_PI / 180),
         b = color->chroma * sin (color->hue * G_PI / 180);
  double l = pow (color->lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  double m = pow (color->lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  double s = pow (color->lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  guint red = encode_srgb (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, alpha);
  guint green = encode_srgb (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s, alpha);
  guint blue = encode_srgb (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s, alpha);

  return (guint32) lround (alpha * 255) << 24 | red << 16 | green << 8 | blue;
}

static void
build (TwHeatRamp *ramp, const Lch stops[3], double rise)
{
  for (guint i = 0; i < TW_HEAT_RAMP_SIZE; i++)
    {
      double t = i / (double) (TW_HEAT_RAMP_SIZE - 1);
      Lch color = mix (stops, t);

      ramp->lightness[i] = color.lightness;
      /* streets and their names stay legible under the heat; the low end fades in, so a single
       * request has no hard rim */
      ramp->argb[i] =
          to_argb (&color, 0.60 * (1 - exp (-t / rise)) / (1 - exp (-1 / rise)) + 0.22 * t);
    }
}

const TwHeatRamp *
tw_heat_ramp_get (gboolean dark)
{
  static TwHeatRamp ramps[2];
  static gsize once;

  if (g_once_init_enter (&once))
    {
      build (&ramps[0], light_stops, 0.14);
      build (&ramps[1], dark_stops, 0.08); /* near-black on black needs the strength sooner */
      g_once_init_leave (&once, 1);
    }
  return &ramps[dark ? 1 : 0];
}

guint
tw_heat_ramp_index (double density, double scale)
{
  double t = scale > 0 ? density / scale : 0;

  return t > 0 ? (guint) (MIN (t, 1) * (TW_HEAT_RAMP_SIZE - 1) + 0.5) : 0;
}

guint32
tw_heat_ramp_over (const TwHeatRamp *ramp, guint i, guint32 ground)
{
  guint32 argb = ramp->argb[MIN (i, TW_HEAT_RAMP_SIZE - 1)], out = 0;
  guint rest = 255 - (argb >> 24);

  for (int shift = 0; shift <= 16; shift += 8)
    out |= MIN (255, (argb >> shift & 255) + ((ground >> shift & 255) * rest + 127) / 255) << shift;
  return out;
}

void
tw_heat_ramp_paint (const TwHeatRamp *ramp, const float *density, gsize n, double scale,
                    guint32 *ret_argb)
{
  float factor = scale > 0 ? (float) ((TW_HEAT_RAMP_SIZE - 1) / scale) : 0;

  for (gsize i = 0; i < n; i++)
    {
      float t = density[i] * factor + 0.5f;

      ret_argb[i] = ramp->argb[t >= TW_HEAT_RAMP_SIZE - 1 ? TW_HEAT_RAMP_SIZE - 1
                               : t > 0                    ? (int) t
                                                          : 0];
    }
}

/* One line: out[j] at (j + 0.5) / factor - 0.5 of in; strides in floats. */
static void
refine_line (const float *in, int n, int in_stride, int factor, const float (*weights)[4],
             const int *shifts, float *out, int out_stride)
{
  for (int j = 0; j < n * factor; j++)
    {
      int phase = j % factor, base = j / factor + shifts[phase];
      float sum = 0;

      for (int k = 0; k < 4; k++)
        sum += weights[phase][k] * in[CLAMP (base - 1 + k, 0, n - 1) * in_stride];
      out[j * out_stride] = MAX (sum, 0);
    }
}

void
tw_heat_field_refine (const float *field, int width, int height, int factor, float *ret_field)
{
  float weights[16][4];
  int shifts[16];
  g_autofree float *rows = NULL;

  g_return_if_fail (factor >= 1 && factor <= 16);
  for (int i = 0; i < factor; i++)
    {
      double at = (i + 0.5) / factor - 0.5, t = at - floor (at);

      shifts[i] = (int) floor (at);
      weights[i][0] = (float) (((-0.5 * t + 1) * t - 0.5) * t);
      weights[i][1] = (float) ((1.5 * t - 2.5) * t * t + 1);
      weights[i][2] = (float) (((-1.5 * t + 2) * t + 0.5) * t);
      weights[i][3] = (float) ((0.5 * t - 0.5) * t * t);
    }
  rows = g_new (float, (gsize) width *(gsize) factor *(gsize) height);
  for (int y = 0; y < height; y++)
    refine_line (field + y * width, width, 1, factor, weights, shifts, rows + y * width * factor,
                 1);
  for (int x = 0; x < width * factor; x++)
    refine_line (rows + x, height, width * factor, factor, weights, shifts, ret_field + x,
                 width * factor);
}
