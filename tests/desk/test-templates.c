// SPDX-License-Identifier: Apache-2.0
/* Every template in ui/ makes its widget, and every command and page is complete. */
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "desk/tw-banner.h"
#include "desk/tw-clock-bar.h"
#include "desk/tw-command.h"
#include "desk/tw-import-map-dialog.h"
#include "desk/tw-import-requests-dialog.h"
#include "desk/tw-progress-view.h"
#include "desk/tw-sidebar.h"
#include "desk/tw-start-page.h"

#include <string.h>

#define UI "/cn/tidewatch/Tidewatch/ui"

static void
test_every_ui_file_is_known (void)
{
  /* file -> class of its template, "" for a plain builder file, "-" where another test makes it */
  static const struct {
    const char *file, *klass;
  } known[] = {
    { "banner.ui", "TwBanner" },
    { "clock-bar.ui", "TwClockBar" },
    { "fair-view.ui", "-" },
    { "heat-page.ui", "-" },
    { "import-map-dialog.ui", "TwImportMapDialog" },
    { "import-requests-dialog.ui", "TwImportRequestsDialog" },
    { "palette.ui", "TwPalette" },
    { "progress-view.ui", "TwProgressView" },
    { "roster-page.ui", "-" },
    { "roster-pane.ui", "-" },
    { "roster-rules.ui", "-" },
    { "sheet.ui", "-" },
    { "shortcuts.ui", "" },
    { "sidebar.ui", "TwSidebar" },
    { "start-page.ui", "TwStartPage" },
    { "window.ui", "TwWindow" },
  };
  g_auto (GStrv) files = NULL;

  g_type_ensure (TW_TYPE_BANNER);
  g_type_ensure (TW_TYPE_CLOCK_BAR);
  g_type_ensure (TW_TYPE_IMPORT_MAP_DIALOG);
  g_type_ensure (TW_TYPE_IMPORT_REQUESTS_DIALOG);
  g_type_ensure (TW_TYPE_PALETTE);
  g_type_ensure (TW_TYPE_PROGRESS_VIEW);
  g_type_ensure (TW_TYPE_SIDEBAR);
  g_type_ensure (TW_TYPE_START_PAGE);
  g_type_ensure (TW_TYPE_WINDOW);
  files = g_resources_enumerate_children (UI, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert_nonnull (files);
  g_assert_cmpuint (g_strv_length (files), ==, G_N_ELEMENTS (known));
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_assert_true (g_strv_contains ((const char *const *) files, known[i].file));
      if (*known[i].klass == '\0')
        {
          g_autofree char *path = g_strconcat (UI "/", known[i].file, NULL);
          g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (path);

          g_assert_nonnull (gtk_builder_get_object (builder, "shortcuts"));
          gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
        }
      else if (strcmp (known[i].klass, "-") != 0)
        {
          GtkWidget *widget =
              g_object_ref_sink (g_object_new (g_type_from_name (known[i].klass), NULL));
          gpointer alive = widget;

          g_object_add_weak_pointer (G_OBJECT (widget), &alive);
          if (GTK_IS_WINDOW (widget))
            gtk_window_destroy (GTK_WINDOW (widget));
          g_object_unref (widget);
          g_assert_true (tw_uitest_until (alive == NULL, 2000));
        }
    }
}

/* F79: what the palette offers, the window or the application can do. */
static void
test_every_command_has_its_action (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  TwSession *session = desk_fixture_open (dir);
  TwWindow *window = desk_fixture_show (session);
  gsize n;
  const TwCommand *commands = tw_command_list (&n);
  GtkIconTheme *icons = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;
      gboolean app;
      GActionGroup *group;

      g_test_message ("%s", commands[i].action);
      g_assert_true (g_action_parse_detailed_name (commands[i].action, &name, &target, NULL));
      app = g_str_has_prefix (name, "app.");
      group = app ? G_ACTION_GROUP (desk_fixture_get_application ()) : G_ACTION_GROUP (window);
      g_assert_true (g_action_group_has_action (group, name + 4));
      g_assert_true (gtk_icon_theme_has_icon (icons, commands[i].icon));
      g_assert_true (tw_command_find (commands[i].action) == &commands[i]);
    }
  desk_fixture_close (window, session);
}

static void
test_keys_are_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n;
  const TwCommand *commands = tw_command_list (&n);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (commands[i].accels) && commands[i].accels[k] != NULL; k++)
      {
        guint key;
        GdkModifierType mods;

        g_assert_true (gtk_accelerator_parse (commands[i].accels[k], &key, &mods));
        g_assert_true (g_hash_table_add (seen, (gpointer) commands[i].accels[k]));
      }
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  desk_fixture_get_application ();
  g_test_add_func ("/desk/templates/every-file", test_every_ui_file_is_known);
  g_test_add_func ("/desk/templates/commands", test_every_command_has_its_action);
  g_test_add_func ("/desk/templates/keys", test_keys_are_unique);
  return g_test_run ();
}
