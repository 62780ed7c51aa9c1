package dev.assay.ui.run;

import com.vaadin.flow.data.provider.hierarchy.AbstractBackEndHierarchicalDataProvider;
import com.vaadin.flow.data.provider.hierarchy.HierarchicalQuery;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Offers params to a tree without a copy of them. */
final class ConfigTree extends AbstractBackEndHierarchicalDataProvider<ConfigNode, Void> {
  private final List<ConfigNode> top;

  ConfigTree(List<ConfigNode> top) {
    this.top = top;
  }

  List<ConfigNode> top() {
    return top;
  }

  @Override
  public Object getId(ConfigNode node) {
    return node.address();
  }

  @Override
  public int getChildCount(HierarchicalQuery<ConfigNode, Void> query) {
    return below(query.getParent()).size();
  }

  @Override
  public boolean hasChildren(ConfigNode node) {
    return !node.parts().isEmpty();
  }

  @Override
  protected Stream<ConfigNode> fetchChildrenFromBackEnd(HierarchicalQuery<ConfigNode, Void> query) {
    return below(query.getParent()).stream().skip(query.getOffset()).limit(query.getLimit());
  }

  private List<ConfigNode> below(@Nullable ConfigNode parent) {
    return parent == null ? top : parent.parts();
  }
}
