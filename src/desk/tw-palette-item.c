// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-palette-item.h"

#include "desk/tw-text.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

void
tw_palette_item_free (TwPaletteItem *item)
{
  g_free (item->title);
  g_free (item->subtitle);
  g_free (item->note);
  g_free (item->id);
  g_clear_pointer (&item->ranges, g_array_unref);
  g_free (item);
}

static TwPaletteItem *
item_new (TwPaletteGroup group)
{
  TwPaletteItem *item = g_new0 (TwPaletteItem, 1);

  item->group = group;
  item->lat = item->lon = NAN;
  item->ranges = g_array_new (FALSE, FALSE, sizeof (TwMatchRange));
  return item;
}

TwPaletteItem *
tw_palette_item_copy (const TwPaletteItem *item, TwPaletteGroup group)
{
  TwPaletteItem *copy = item_new (group);

  copy->command = item->command;
  copy->title = g_strdup (item->title);
  copy->subtitle = g_strdup (item->subtitle);
  copy->note = g_strdup (item->note);
  copy->icon = item->icon;
  copy->id = g_strdup (item->id);
  copy->lat = item->lat;
  copy->lon = item->lon;
  return copy;
}

/* A command is found by its name in the user's language, by its English name and by other words for
 * it. */
static guint
command_score (const TwCommand *command, const char *query, GArray *ranges)
{
  guint score;

  if (*query == '\0')
    return 1;
  score = tw_fuzzy_match (query, _ (command->label), ranges);
  if (score == 0)
    score = tw_fuzzy_match (query, command->label, NULL) / 2;
  if (score == 0 && command->keywords != NULL)
    score = MAX (tw_fuzzy_match (query, _ (command->keywords), NULL),
                 tw_fuzzy_match (query, command->keywords, NULL))
            / 3;
  return score;
}

TwPaletteItem *
tw_palette_item_for_command (const TwCommand *command, const char *query)
{
  TwPaletteItem *item = item_new (TW_PALETTE_COMMAND);

  item->score = command_score (command, query, item->ranges);
  if (item->score == 0)
    {
      tw_palette_item_free (item);
      return NULL;
    }
  item->command = command;
  item->title = g_strdup (_ (command->label));
  item->note = tw_command_dup_shortcut (command);
  item->icon = command->icon;
  return item;
}

static const struct {
  const char *type;
  TwPaletteGroup group;
  const char *icon;
} hit_types[] = {
  { "place", TW_PALETTE_PLACE, "mark-location-symbolic" },
  { "asset", TW_PALETTE_ASSET, "tw-asset-symbolic" },
  { "person", TW_PALETTE_PERSON, "avatar-default-symbolic" },
  { "home", TW_PALETTE_HOME, "go-home-symbolic" },
  { "request", TW_PALETTE_REQUEST, "tw-request-symbolic" },
  { NULL, TW_PALETTE_OTHER, "text-x-generic-symbolic" },
};

TwPaletteItem *
tw_palette_item_for_hit (const TwHit *hit, const char *query, gint64 now_us, GTimeZone *zone)
{
  gsize i = 0;
  TwPaletteItem *item;

  while (hit_types[i].type != NULL && g_strcmp0 (hit_types[i].type, hit->type) != 0)
    i++;
  item = item_new (hit_types[i].group);
  item->icon = hit_types[i].icon;
  item->title = g_strdup (hit->title != NULL ? hit->title : "");
  g_strdelimit (item->title, "\r\n\t", ' ');
  item->subtitle = g_strdup (hit->subtitle);
  item->id = g_strdup (hit->id);
  tw_fuzzy_match (query, item->title, item->ranges);
  if (hit->lat_e7 != TW_E7_NONE && hit->lon_e7 != TW_E7_NONE)
    {
      item->lat = (double) hit->lat_e7 / TW_E7;
      item->lon = (double) hit->lon_e7 / TW_E7;
    }
  if (hit->at_us != 0)
    item->note = tw_text_when (hit->at_us, now_us, zone);
  return item;
}

int
tw_palette_item_compare (gconstpointer a, gconstpointer b)
{
  const TwPaletteItem *x = *(const TwPaletteItem *const *) a;
  const TwPaletteItem *y = *(const TwPaletteItem *const *) b;

  if (x->group != y->group)
    return (int) x->group - (int) y->group;
  return (y->score > x->score) - (y->score < x->score);
}

const char *
tw_palette_group_get_title (TwPaletteGroup group)
{
  switch (group)
    {
    case TW_PALETTE_RECENT:
      return _ ("Recent");
    case TW_PALETTE_COMMAND:
      return _ ("Commands");
    case TW_PALETTE_PLACE:
      return _ ("Places");
    case TW_PALETTE_ASSET:
      return _ ("Assets");
    case TW_PALETTE_PERSON:
      return _ ("People");
    case TW_PALETTE_HOME:
      return _ ("Homes");
    case TW_PALETTE_REQUEST:
      return _ ("Requests");
    case TW_PALETTE_OTHER:
    default:
      return _ ("Other");
    }
}

static PangoAttrList *
make_highlight (GArray *ranges)
{
  PangoAttrList *attrs = pango_attr_list_new ();

  for (guint i = 0; i < ranges->len; i++)
    {
      TwMatchRange range = g_array_index (ranges, TwMatchRange, i);
      PangoAttribute *weight = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
      PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      weight->start_index = line->start_index = range.start;
      weight->end_index = line->end_index = range.end;
      pango_attr_list_insert (attrs, weight);
      pango_attr_list_insert (attrs, line);
    }
  return attrs;
}

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean grow)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, grow);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

GtkWidget *
tw_palette_item_make_row (const TwPaletteItem *item)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (item->icon);
  GtkWidget *title = make_label (item->title, NULL, TRUE);
  g_autoptr (PangoAttrList) attrs = make_highlight (item->ranges);
  g_autofree char *name = g_strjoin (", ", item->title,
                                     item->subtitle != NULL && *item->subtitle != '\0'
                                         ? item->subtitle
                                         : tw_palette_group_get_title (item->group),
                                     NULL);

  gtk_widget_add_css_class (icon, "dim-label");
  gtk_label_set_attributes (GTK_LABEL (title), attrs);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  if (item->subtitle != NULL && *item->subtitle != '\0')
    {
      GtkWidget *subtitle = make_label (item->subtitle, "dim-label", FALSE);

      gtk_label_set_max_width_chars (GTK_LABEL (subtitle), 36);
      gtk_widget_add_css_class (subtitle, "caption");
      gtk_box_append (GTK_BOX (box), subtitle);
    }
  if (item->note != NULL)
    gtk_box_append (GTK_BOX (box),
                    make_label (item->note, item->command != NULL ? "key-hint" : "when", FALSE));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE); /* the entry keeps the focus */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (row), "tw-item", (gpointer) item);
  return row;
}

const TwPaletteItem *
tw_palette_item_of_row (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "tw-item");
}
