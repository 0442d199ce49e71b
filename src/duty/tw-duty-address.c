// SPDX-License-Identifier: Apache-2.0
/*
 * The address tree and the life of an asset in it. An asset's code is its place's code, levels that
 * the place lacks as zeros, and a number of its own there; a move gives it the next free number of
 * the new place. Numbers are not used again while a move document remembers them, so an old code
 * never comes to mean another thing.
 */
#include "config.h"

#include "duty/tw-duty-address.h"

#include "base/tw-address.h"
#include "base/tw-id.h"
#include "base/tw-json.h"
#include "duty/tw-duty-audit.h"
#include "duty/tw-undo.h"
#include "store/tw-query-address.h"

#include <glib/gi18n-lib.h>

#define MAX_DEPTH 16

GPtrArray *
tw_duty_list_address (TwDuty *self, const char *parent_id, GError **error)
{
  GPtrArray *nodes, *assets;

  g_return_val_if_fail (TW_IS_DUTY (self), NULL);
  if (parent_id == NULL)
    return tw_query_places (self->store, "community", NULL, error);
  nodes = tw_query_children (self->store, parent_id, error);
  if (nodes == NULL)
    return NULL;
  assets = tw_query_assets_of (self->store, parent_id, error);
  if (assets == NULL)
    {
      g_ptr_array_unref (nodes);
      return NULL;
    }
  g_ptr_array_extend_and_steal (nodes, assets);
  return nodes;
}

TwDoc *
tw_duty_find_address (TwDuty *self, const char *what, GError **error)
{
  TwDoc *doc;

  g_return_val_if_fail (TW_IS_DUTY (self) && what != NULL, NULL);
  doc = tw_store_get (self->store, what, NULL);
  if (doc == NULL)
    doc = tw_query_by_code (self->store, what, error);
  return doc;
}

static const char *
above (TwDoc *doc)
{
  const char *parent = tw_json_get_string (doc->body, "parent", NULL);

  return parent != NULL ? parent : tw_json_get_string (doc->body, "place", NULL);
}

char *
tw_duty_dup_address_path (TwDuty *self, TwDoc *doc, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *next = NULL;

  g_return_val_if_fail (TW_IS_DUTY (self) && doc != NULL, NULL);
  g_ptr_array_add (names, g_strdup (tw_json_get_string (doc->body, "name", doc->id)));
  next = g_strdup (above (doc));
  /* A damaged tree may hold a ring; the depth of a real one is six. */
  for (guint depth = 0; next != NULL && depth < MAX_DEPTH; depth++)
    {
      g_autoptr (TwDoc) place = tw_store_get (self->store, next, NULL);

      g_clear_pointer (&next, g_free);
      if (place == NULL)
        break;
      g_ptr_array_insert (names, 0, g_strdup (tw_json_get_string (place->body, "name", place->id)));
      next = g_strdup (above (place));
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" / ", (char **) names->pdata);
}

/*
 * --- moves -------------------------------------------------------------------------------------
 */

void
tw_asset_move_free (TwAssetMove *move)
{
  g_free (move->from);
  g_free (move->to);
  g_free (move->from_code);
  g_free (move->to_code);
  g_free (move->why);
  g_free (move);
}

GPtrArray *
tw_duty_list_moves (TwDuty *self, const char *asset_id, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_query_moves (self->store, asset_id, error);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GPtrArray *moves;

  if (docs == NULL)
    return NULL;
  moves = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_asset_move_free);
  for (guint i = 0; i < docs->len; i++)
    {
      JsonObject *body = ((TwDoc *) docs->pdata[i])->body;
      TwAssetMove *move = g_new0 (TwAssetMove, 1);

      move->from = g_strdup (tw_json_get_string (body, "from", NULL));
      move->to = g_strdup (tw_json_get_string (body, "to", NULL));
      move->from_code = g_strdup (tw_json_get_string (body, "from_code", NULL));
      move->to_code = g_strdup (tw_json_get_string (body, "to_code", NULL));
      move->why = g_strdup (tw_json_get_string (body, "why", NULL));
      tw_time_parse (tw_json_get_string (body, "at", ""), utc, FALSE, &move->at_us, NULL);
      g_ptr_array_add (moves, move);
    }
  return moves;
}

/* The highest asset number in use at @place or remembered by a move away from it. */
static gboolean
last_number (TwStore *store, const char *place_id, int *ret_number, GError **error)
{
  g_autoptr (GPtrArray) codes = tw_query_asset_codes (store, place_id, error);
  int number = 0;

  if (codes == NULL)
    return FALSE;
  for (guint i = 0; i < codes->len; i++)
    {
      TwAddress address;

      if (tw_address_decode (codes->pdata[i], &address, NULL))
        number = MAX (number, address.asset);
    }
  *ret_number = number;
  return TRUE;
}

static char *
next_code (TwStore *store, TwDoc *place, GError **error)
{
  TwAddress address;
  int number;

  if (!tw_address_decode (tw_json_get_string (place->body, "code", ""), &address, error))
    {
      g_prefix_error (error, _ ("“%s” has no address code to hang an asset on: "),
                      tw_json_get_string (place->body, "name", place->id));
      return NULL;
    }
  if (!last_number (store, place->id, &number, error))
    return NULL;
  if (number >= 9999)
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                   _ ("“%s” holds 9999 assets already; choose another place"),
                   tw_json_get_string (place->body, "name", place->id));
      return NULL;
    }
  address.asset = number + 1;
  return tw_address_encode (&address);
}

static char *
body_to_text (JsonObject *body)
{
  GString *text = g_string_new (NULL);

  tw_json_canonical (body, text);
  return g_string_free (text, FALSE);
}

static JsonObject *
body_from_text (const char *text)
{
  JsonObject *body = tw_json_parse_object (text, -1, TW_DOC_MAX_BODY, NULL);

  g_assert (body != NULL);
  return body;
}

static void
copy_double (JsonObject *from, JsonObject *to, const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_double_member (to, member, tw_json_get_double (from, member, 0));
}

static void
place_asset (JsonObject *body, TwDoc *place, const char *code)
{
  const char *community = tw_json_get_string (place->body, "community", NULL);

  json_object_set_string_member (body, "place", place->id);
  json_object_set_string_member (body, "code", code);
  if (community != NULL || g_str_equal (tw_json_get_string (place->body, "kind", ""), "community"))
    json_object_set_string_member (body, "community", community != NULL ? community : place->id);
  copy_double (place->body, body, "lat");
  copy_double (place->body, body, "lon");
  copy_double (place->body, body, "height_m");
}

/* What a move did, as undo and redo need it. */
typedef struct {
  char *asset_id, *move_id;
  char *before, *after, *move; /* bodies as text */
  char *rev;                   /* of the asset after the last step */
  gint64 at_us;
  TwClock *clock;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_free (move->asset_id);
  g_free (move->move_id);
  g_free (move->before);
  g_free (move->after);
  g_free (move->move);
  g_free (move->rev);
  tw_clock_unref (move->clock);
  g_free (move);
}

/* Writes asset and move document together on top of the revision the last step left. */
static gboolean
write_move (TwStore *store, Move *move, gboolean forward, GError **error)
{
  TwBatch *batch = tw_batch_new ();
  g_autoptr (TwDoc) now = NULL;

  tw_batch_put (batch, move->asset_id, move->rev,
                body_from_text (forward ? move->after : move->before));
  if (forward)
    tw_batch_put (batch, move->move_id, TW_REV_ANY, body_from_text (move->move));
  else
    tw_batch_delete (batch, move->move_id, TW_REV_ANY);
  if (!tw_store_put (store, batch, NULL, error))
    return FALSE;
  now = tw_store_get (store, move->asset_id, error);
  if (now == NULL)
    return FALSE;
  g_free (move->rev);
  move->rev = g_strdup (now->rev);
  return TRUE;
}

static char *
undo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Move *move = data;

  if (!write_move (store, move, FALSE, error))
    return NULL;
  tw_duty_audit (store, tw_clock_now_us (move->clock), "asset.move.undo", move->asset_id, NULL,
                 NULL);
  return g_strdup (_ ("Asset put back"));
}

static char *
redo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Move *move = data;

  if (!write_move (store, move, TRUE, error))
    return NULL;
  tw_duty_audit (store, tw_clock_now_us (move->clock), "asset.move", move->asset_id, NULL, NULL);
  return g_strdup (_ ("Asset moved again"));
}

static JsonObject *
move_body_new (TwDoc *asset, TwDoc *place, const char *code, const char *why, gint64 at_us)
{
  JsonObject *body = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (at_us);

  json_object_set_string_member (body, "asset", asset->id);
  json_object_set_string_member (body, "from", tw_json_get_string (asset->body, "place", ""));
  json_object_set_string_member (body, "to", place->id);
  json_object_set_string_member (body, "from_code", tw_json_get_string (asset->body, "code", ""));
  json_object_set_string_member (body, "to_code", code);
  json_object_set_string_member (body, "at", at);
  if (why != NULL)
    json_object_set_string_member (body, "why", why);
  return body;
}

static Move *
move_new (TwDuty *self, TwDoc *asset, TwDoc *place, const char *code, const char *why)
{
  Move *move = g_new0 (Move, 1);
  JsonObject *body;

  move->at_us = tw_duty_now_us (self);
  move->clock = tw_clock_ref (tw_duty_get_clock (self));
  move->asset_id = g_strdup (asset->id);
  move->move_id = tw_id_new ("move", move->at_us, NULL);
  move->rev = g_strdup (asset->rev);
  move->before = body_to_text (asset->body);
  body = body_from_text (move->before);
  place_asset (body, place, code);
  move->after = body_to_text (body);
  json_object_unref (body);
  body = move_body_new (asset, place, code, why, move->at_us);
  move->move = body_to_text (body);
  json_object_unref (body);
  return move;
}

gboolean
tw_duty_move_asset (TwDuty *self, const char *asset_id, const char *to_place_id, const char *why,
                    GError **error)
{
  g_autoptr (TwDoc) asset = tw_store_get (self->store, asset_id, error);
  g_autoptr (TwDoc) place = asset != NULL ? tw_store_get (self->store, to_place_id, error) : NULL;
  g_autofree char *code = NULL, *label = NULL;
  Move *move;

  if (place == NULL)
    return FALSE;
  if (self->undoing || self->importing)
    {
      g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                           _ ("Wait until the step that is running has ended"));
      return FALSE;
    }
  if (!g_str_has_prefix (asset->id, "asset:") || !g_str_has_prefix (place->id, "place:"))
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                   _ ("Only an asset can be moved, and only to a place; %s to %s is not that"),
                   asset_id, to_place_id);
      return FALSE;
    }
  if (g_str_equal (tw_json_get_string (asset->body, "place", ""), place->id))
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, _ ("“%s” is there already"),
                   tw_json_get_string (asset->body, "name", asset->id));
      return FALSE;
    }
  code = next_code (self->store, place, error);
  if (code == NULL)
    return FALSE;
  move = move_new (self, asset, place, code, why);
  if (!write_move (self->store, move, TRUE, error))
    {
      move_free (move);
      return FALSE;
    }
  tw_duty_audit (self->store, move->at_us, "asset.move", asset->id, why, NULL);
  label = g_strdup_printf (_ ("Move of %s"), tw_json_get_string (asset->body, "name", asset->id));
  tw_duty_push_undo (self, tw_undo_step_new (label, undo_func, redo_func, move, move_free));
  return TRUE;
}
