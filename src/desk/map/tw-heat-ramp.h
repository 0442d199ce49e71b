/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_HEAT_RAMP_SIZE 256

/**
 * The one ramp of heat: light from pale sand to deep red-brown, dark from near-black to warm
 * yellow. Colours run along a line of even lightness steps in Oklab (B. Ottosson, "A perceptual
 * color space for image processing", 2020); opacity rises from 0.
 */
typedef struct {
  guint32 argb[TW_HEAT_RAMP_SIZE];     /* premultiplied 0xAARRGGBB */
  double lightness[TW_HEAT_RAMP_SIZE]; /* Oklab L, for tests */
} TwHeatRamp;

const TwHeatRamp *tw_heat_ramp_get (gboolean dark);
/** Index for @density on a scale whose top is @scale; values above the top stay at the top. */
guint tw_heat_ramp_index (double density, double scale);
/** The colour of index @i over an opaque ground (0xRRGGBB), as legend and tests need it. */
guint32 tw_heat_ramp_over (const TwHeatRamp *ramp, guint i, guint32 ground);
/** Colours @n densities into premultiplied pixels. */
void tw_heat_ramp_paint (const TwHeatRamp *ramp, const float *density, gsize n, double scale,
                         guint32 *ret_argb);

/**
 * Refines a field of @width x @height samples @factor times in both directions by Catmull-Rom
 * splines, which go through the samples; undershoot is cut at 0. Samples stand for the middles of
 * their cells. @ret_field has room for width * height * factor^2.
 */
void tw_heat_field_refine (const float *field, int width, int height, int factor, float *ret_field);

G_END_DECLS
