/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwPicture: pixels painted once and shown often. Where GTK draws by cairo it is a node that blits
 * its surface: a GdkTexture would be converted pixel by pixel through floats in every frame there
 * (GTK 4.8: 24 ns a pixel, 25 ms for a map). Elsewhere it is a texture.
 */
#define TW_TYPE_PICTURE (tw_picture_get_type ())
G_DECLARE_FINAL_TYPE (TwPicture, tw_picture, TW, PICTURE, GObject)

/** Takes @surface, an ARGB32 image surface nobody paints on any more. @opaque: no pixel lets
 * anything through. */
TwPicture *tw_picture_new_take (cairo_surface_t *surface, gboolean opaque);
/** Draws it stretched over @bounds. */
void tw_picture_append (TwPicture *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds);
/** The same pixels as a texture. Borrowed. */
GdkTexture *tw_picture_get_texture (TwPicture *self);
/** Looks which renderer draws @widget, which must be realized; all pictures follow. */
void tw_picture_follow_renderer (GtkWidget *widget);

G_END_DECLS
