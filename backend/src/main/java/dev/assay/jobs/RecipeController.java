package dev.assay.jobs;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What jobs can be made of. */
@RestController
@RequestMapping("/api/v1/recipes")
class RecipeController {
  private final Recipes recipes;

  RecipeController(Recipes recipes) {
    this.recipes = recipes;
  }

  @GetMapping
  Page<Recipe> list(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
    return recipes.list(PageRequest.of(limit, cursor));
  }
}
